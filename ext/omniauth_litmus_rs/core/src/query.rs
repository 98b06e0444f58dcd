//! The query of an address.

use url::Url;

/// Adds parameters to a query, in place of those of the same name.
pub(crate) fn add_to_query(url: &mut Url, params: &[(String, String)]) {
    if params.is_empty() {
        return;
    }
    let replaced = |name: &str| params.iter().any(|(param, _)| param == name);
    if url.query_pairs().any(|(name, _)| replaced(&name)) {
        let pairs = url.query_pairs().filter(|(name, _)| !replaced(name));
        let kept: Vec<(String, String)> = pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        url.query_pairs_mut().clear().extend_pairs(kept);
    }
    url.query_pairs_mut().extend_pairs(params);
}
