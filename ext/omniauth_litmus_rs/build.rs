//! Tells the compiler which Ruby it builds for, so that rb-sys and magnus agree on its version.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    rb_sys_env::activate()?;
    Ok(())
}
