//! A cache with bounds: by bytes and by entries, least recently used first, never what is in use. Used by `engine` and `app`.

/// How a cache is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheCount {
    /// Look-ups that found something.
    pub hits: u64,
    /// Look-ups that found nothing.
    pub misses: u64,
    /// Bytes that are kept.
    pub bytes: u64,
    /// Entries that are kept.
    pub entries: u64,
    /// Maximum bytes, beyond which only entries in use are kept.
    pub capacity: u64,
}

impl CacheCount {
    /// Returns the part of look-ups that found something; `None` before the first.
    #[must_use]
    pub fn hit_rate(&self) -> Option<f64> {
        let all = self.hits.saturating_add(self.misses);
        (all > 0).then(|| self.hits as f64 / all as f64)
    }
}

/// Values by key. An entry that `is_needed` stays, whatever the bounds say: it is in memory anyway.
#[derive(Clone, Debug)]
pub struct Cache<K, V> {
    /// In no order.
    entries: Vec<Entry<K, V>>,
    max_bytes: u64,
    max_entries: usize,
    clock: u64,
    hits: u64,
    misses: u64,
}

#[derive(Clone, Debug)]
struct Entry<K, V> {
    key: K,
    value: V,
    bytes: u64,
    /// Clock of its last use.
    used: u64,
}

impl<K, V> Cache<K, V> {
    /// Makes an empty cache with these bounds.
    #[must_use]
    pub const fn new(max_bytes: u64, max_entries: usize) -> Self {
        Self {
            entries: Vec::new(),
            max_bytes,
            max_entries,
            clock: 0,
            hits: 0,
            misses: 0,
        }
    }

    /// Looks an entry up, and counts that.
    pub fn get(&mut self, is_wanted: impl Fn(&K) -> bool) -> Option<&V> {
        self.clock += 1;
        let found = self.entries.iter_mut().find(|entry| is_wanted(&entry.key));
        match &found {
            Some(_) => self.hits += 1,
            None => self.misses += 1,
        }
        let entry = found?;
        entry.used = self.clock;
        Some(&entry.value)
    }

    /// Looks an entry up without counting it as used.
    pub fn peek(&self, is_wanted: impl Fn(&K, &V) -> bool) -> Option<&V> {
        let mut entries = self.entries.iter();
        let entry = entries.find(|entry| is_wanted(&entry.key, &entry.value))?;
        Some(&entry.value)
    }

    /// Removes the entries that are not to be kept.
    pub fn retain(&mut self, is_kept: impl Fn(&K, &V) -> bool) {
        self.entries
            .retain(|entry| is_kept(&entry.key, &entry.value));
    }

    /// Drops the least recently used entries until the rest is within the bounds, except those in use.
    pub fn trim(&mut self, is_needed: impl Fn(&K, &V) -> bool) {
        let mut bytes = self.bytes();
        while bytes > self.max_bytes || self.entries.len() > self.max_entries {
            let free = self.entries.iter().enumerate();
            let oldest = free
                .filter(|(_, entry)| !is_needed(&entry.key, &entry.value))
                .min_by_key(|(_, entry)| entry.used);
            let Some((index, _)) = oldest else { return };
            bytes = bytes.saturating_sub(self.entries.swap_remove(index).bytes);
        }
    }

    /// Returns how the cache is used.
    #[must_use]
    pub fn count(&self) -> CacheCount {
        CacheCount {
            hits: self.hits,
            misses: self.misses,
            bytes: self.bytes(),
            entries: self.entries.len() as u64,
            capacity: self.max_bytes,
        }
    }

    fn bytes(&self) -> u64 {
        let sizes = self.entries.iter().map(|entry| entry.bytes);
        sizes.fold(0, u64::saturating_add)
    }
}

impl<K: PartialEq, V> Cache<K, V> {
    /// Keeps a value of `bytes`, in the place of an older one of the key. It may be dropped at the next [`Cache::trim`].
    pub fn put(&mut self, key: K, value: V, bytes: u64) {
        self.clock += 1;
        let used = self.clock;
        self.entries.retain(|entry| entry.key != key);
        self.entries.push(Entry {
            key,
            value,
            bytes,
            used,
        });
    }

    /// Notes how many bytes the value of a key takes now.
    pub fn weigh(&mut self, key: &K, bytes: u64) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.key == *key) {
            entry.bytes = bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::Arc;

    /// What is computed: the same for the same key, and of a size that depends on it.
    fn computed(key: u8) -> Arc<Vec<u8>> {
        Arc::new(
            (0..usize::from(key % 7) * 10 + 1)
                .map(|n| key ^ n as u8)
                .collect(),
        )
    }

    const BYTES: u64 = 120;
    const ENTRIES: usize = 5;

    #[derive(Clone, Debug)]
    enum Step {
        Use(u8),
        /// Uses it and holds on to it.
        Hold(u8),
        Release,
        Forget(u8),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let key = 0..20_u8;
        let step = prop_oneof![
            4 => key.clone().prop_map(Step::Use),
            2 => key.clone().prop_map(Step::Hold),
            1 => Just(Step::Release),
            1 => key.prop_map(Step::Forget),
        ];
        proptest::collection::vec(step, 0..120)
    }

    /// Looks a key up as the caches of the app do.
    fn look_up(cache: &mut Cache<u8, Arc<Vec<u8>>>, key: u8) -> Arc<Vec<u8>> {
        if let Some(found) = cache.get(|k| *k == key) {
            return found.clone();
        }
        let value = computed(key);
        cache.put(key, value.clone(), value.len() as u64);
        cache.trim(|_, value| Arc::strong_count(value) > 1);
        value
    }

    proptest! {
        #[test]
        fn whatever_is_done_it_keeps_within_its_bounds_and_gives_what_would_be_computed(steps in steps()) {
            let mut cache = Cache::new(BYTES, ENTRIES);
            let mut held: Vec<(u8, Arc<Vec<u8>>)> = Vec::new();
            let mut looked_up = 0;
            for step in steps {
                match step {
                    Step::Use(key) | Step::Hold(key) => {
                        let value = look_up(&mut cache, key);
                        looked_up += 1;
                        prop_assert_eq!(&value, &computed(key));
                        if matches!(step, Step::Hold(_)) {
                            held.push((key, value));
                        }
                    }
                    Step::Release => drop(held.pop()),
                    Step::Forget(key) => cache.retain(|k, _| *k != key),
                }
                cache.trim(|_, value| Arc::strong_count(value) > 1);
                let count = cache.count();
                let fits = count.bytes <= BYTES && count.entries <= ENTRIES as u64;
                let all_needed = cache.peek(|_, value| Arc::strong_count(value) == 1).is_none();
                prop_assert!(fits || all_needed, "{:?}", count);
                prop_assert_eq!(count.hits + count.misses, looked_up);
            }
            drop(held);
            cache.trim(|_, value| Arc::strong_count(value) > 1);
            let count = cache.count();
            prop_assert!(count.bytes <= BYTES && count.entries <= ENTRIES as u64);
        }
    }

    #[test]
    fn what_was_used_last_stays_and_what_is_in_use_always_does() {
        let mut cache = Cache::new(30, 10);
        for key in 0..3 {
            cache.put(key, key, 10);
        }
        assert_eq!(cache.get(|key| *key == 0), Some(&0));
        cache.put(3, 3, 10);
        cache.trim(|_, _| false);
        assert_eq!(cache.peek(|key, _| *key == 1), None, "used longest ago");
        cache.put(4, 4, 25);
        cache.trim(|key, _| *key == 2);
        assert!(cache.peek(|key, _| *key == 2).is_some());
        assert_eq!(
            cache.count().entries,
            1,
            "the newest is larger than what is left"
        );
        assert_eq!(cache.get(|key| *key == 9), None);
        assert_eq!(cache.count().hit_rate(), Some(0.5));
        assert_eq!(Cache::<u8, u8>::new(1, 1).count().hit_rate(), None);
        cache.weigh(&2, 31);
        cache.trim(|_, _| false);
        assert_eq!(cache.count().bytes, 0);
    }
}
