//! The settings that an HTTP connection is made with.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;

use crate::error::{Code, Error};

/// Which proxy to use.
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Proxy {
    /// The one of the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`).
    Environment,
    /// None at all.
    Off,
    /// This one, for every host that is not loopback.
    Url(String),
}

impl Proxy {
    /// Reads the setting: a URL, `false` for none, or nothing for the environment's.
    pub(super) fn read(setting: Option<Value>) -> Result<Self, Error> {
        match setting {
            None | Some(Value::Null) => Ok(Self::Environment),
            Some(Value::Bool(false)) => Ok(Self::Off),
            Some(Value::String(url)) => Ok(Self::Url(url)),
            Some(_) => Err(Error::configuration(
                Code::InvalidProxy,
                "client_options[:proxy] must be a URL, or false for none",
                "Write it as \"http://user:password@host:port\"",
            )),
        }
    }
}

/// What a pooled HTTP client is built from. Configurations with an equal transport share a pool.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Transport {
    /// How long opening a connection may take.
    pub connect_timeout: Duration,
    /// Which proxy to use.
    pub proxy: Proxy,
    /// Whether certificates are verified; may be off for loopback only.
    pub verify: bool,
    /// A file of trusted certificates instead of the system's.
    pub ca_file: Option<PathBuf>,
    /// A folder of trusted certificates instead of the system's.
    pub ca_path: Option<PathBuf>,
}
