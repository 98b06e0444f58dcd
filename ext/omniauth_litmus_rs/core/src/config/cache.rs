//! The most recently used configurations. A process has few of them and needs one for every request.
//!
//! Settings are compared as a whole, so that one client never gets another's. Settings that may contain a credential,
//! such as a proxy, header fields or an address with a user, are parsed again for each call: no credential is kept.

use std::sync::Arc;

use serde_json::Value;

use crate::config::Config;
use crate::error::Error;

/// How many are kept; the least recently used one goes first.
const MAX_CONFIGS: usize = 8;
/// Settings that may hold a credential.
const CONFIDENTIAL: [&str; 2] = ["headers", "proxy"];

/// Configurations with the settings that they were read from, the last used first.
#[derive(Default)]
pub struct Configs(Vec<(Value, Arc<Config>)>);

impl Configs {
    /// The configuration for these settings.
    ///
    /// # Errors
    /// As [`Config::parse`].
    pub fn get(&mut self, settings: Value) -> Result<Arc<Config>, Error> {
        let known = self.0.iter().position(|(known, _)| *known == settings);
        if let Some(index) = known {
            self.0[..=index].rotate_right(1);
            return Ok(Arc::clone(&self.0[0].1));
        }
        let config = Arc::new(Config::parse(&settings)?);
        if CONFIDENTIAL.iter().all(|name| settings.get(name).is_none()) && !names_a_user(&settings) {
            self.0.truncate(MAX_CONFIGS - 1);
            self.0.insert(0, (settings, Arc::clone(&config)));
        }
        Ok(config)
    }
}

/// Whether an address in these settings has a user, and so perhaps a password.
fn names_a_user(settings: &Value) -> bool {
    match settings {
        Value::String(text) => text.contains('@'),
        Value::Array(items) => items.iter().any(names_a_user),
        Value::Object(members) => members.values().any(names_a_user),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn same(configs: &mut Configs, one: Value, other: Value) -> Result<bool, Error> {
        Ok(Arc::ptr_eq(&configs.get(one)?, &configs.get(other)?))
    }

    #[test]
    fn equal_settings_are_read_once_and_different_ones_apart() -> Result<(), Error> {
        let mut configs = Configs::default();
        assert!(same(&mut configs, json!({"timeout": 1}), json!({"timeout": 1}))?);
        assert!(!same(&mut configs, json!({"timeout": 1}), json!({"timeout": 2}))?);
        assert_eq!(configs.get(json!({"timeout": 1}))?.timeout.as_secs(), 1);
        assert_eq!(configs.get(json!({"timeout": 2}))?.timeout.as_secs(), 2);
        Ok(())
    }

    #[test]
    fn what_may_hold_a_credential_is_not_kept() -> Result<(), Error> {
        let mut configs = Configs::default();
        configs.get(json!({"headers": {"X-Api-Key": "s3cret"}}))?;
        configs.get(json!({"proxy": "http://user:s3cret@proxy"}))?;
        configs.get(json!({"api_host": "https://user:s3cret@api.example"}))?;
        configs.get(json!({"api_origins": ["https://user:s3cret@api.example"]}))?;
        assert!(configs.0.is_empty());
        Ok(())
    }

    #[test]
    fn the_last_used_are_kept() -> Result<(), Error> {
        let mut configs = Configs::default();
        for seconds in 1..=MAX_CONFIGS {
            configs.get(json!({"timeout": seconds}))?;
        }
        let first = configs.get(json!({"timeout": 1}))?;
        configs.get(json!({"timeout": 100}))?;
        assert_eq!(configs.0.len(), MAX_CONFIGS);
        assert!(Arc::ptr_eq(&first, &configs.get(json!({"timeout": 1}))?));
        assert!(configs.0.iter().all(|(settings, _)| *settings != json!({"timeout": 2})));
        Ok(())
    }

    #[test]
    fn what_is_wrong_is_wrong_each_time() {
        let mut configs = Configs::default();
        for _ in 0..2 {
            assert!(configs.get(json!({"timeout": -1})).is_err());
        }
    }
}
