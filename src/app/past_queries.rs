//! The queries of earlier filters, which the arrow keys bring back into the empty line.

/// Older queries are forgotten.
const MAX_QUERIES: usize = 100;

/// Earlier queries, oldest first, without repeats.
#[derive(Clone, Debug, Default)]
pub struct PastQueries {
    queries: Vec<String>,
    /// The index of the query that was brought back, until it is edited.
    recalled: Option<usize>,
}

impl PastQueries {
    /// Adds the query of a filter that ends. A repeated query becomes the newest.
    pub fn add(&mut self, query: &str) {
        let query = query.trim();
        self.recalled = None;
        if query.is_empty() {
            return;
        }
        self.queries.retain(|known| known != query);
        self.queries.push(query.to_string());
        if self.queries.len() > MAX_QUERIES {
            self.queries.remove(0);
        }
    }

    /// Whether there are queries to bring back.
    pub fn has_any(&self) -> bool {
        !self.queries.is_empty()
    }

    /// Whether the line holds a query that was brought back and not edited.
    pub fn is_recalling(&self) -> bool {
        self.recalled.is_some()
    }

    /// Forgets which query was brought back: the line was edited.
    pub fn stop_recalling(&mut self) {
        self.recalled = None;
    }

    /// The query before the one brought back, at first the newest; `None` before the oldest.
    pub fn earlier(&mut self) -> Option<&str> {
        let at = self.recalled.unwrap_or(self.queries.len()).checked_sub(1)?;
        self.recalled = Some(at);
        Some(&self.queries[at])
    }

    /// The query after the one brought back, or the empty line after the newest; `None` if none was
    /// brought back.
    pub fn later(&mut self) -> Option<&str> {
        let at = self.recalled? + 1;
        self.recalled = (at < self.queries.len()).then_some(at);
        Some(self.queries.get(at).map_or("", String::as_str))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn queries(all: &[&str]) -> PastQueries {
        let mut queries = PastQueries::default();
        all.iter().for_each(|query| queries.add(query));
        queries
    }

    #[test]
    fn earlier_and_later_queries_are_walked() {
        let mut queries = queries(&["rie", "tnt"]);
        assert_eq!(queries.later(), None);
        assert_eq!(queries.earlier(), Some("tnt"));
        assert_eq!(queries.earlier(), Some("rie"));
        assert_eq!(queries.earlier(), None);
        assert_eq!(queries.later(), Some("tnt"));
        assert!(queries.is_recalling());
        assert_eq!(queries.later(), Some(""));
        assert!(!queries.is_recalling());
    }

    #[test]
    fn a_repeated_query_becomes_the_newest_and_blanks_are_none() {
        let mut queries = queries(&["rie", "tnt", " rie ", "  "]);
        assert_eq!(queries.earlier(), Some("rie"));
        assert_eq!(queries.earlier(), Some("tnt"));
        assert_eq!(queries.earlier(), None);
    }

    #[test]
    fn the_number_of_queries_is_bounded() {
        let mut queries = PastQueries::default();
        (0..1_000).for_each(|n| queries.add(&n.to_string()));
        assert_eq!(queries.queries.len(), MAX_QUERIES);
        assert_eq!(queries.earlier(), Some("999"));
    }
}
