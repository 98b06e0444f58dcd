//! Tells the compiler which Ruby it builds for, so that rb-sys and magnus agree on its version, and the library itself
//! which one it serves.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (major, minor) = rb_sys_env::activate()?.ruby_major_minor();
    println!("cargo:rustc-env=RUBY_MINOR={major}.{minor}");
    Ok(())
}
