//! The context as a cache: what is at hand for the model, bounded in tokens, and what has to go for something new.
//!
//! Pure: the same accesses at the same times give the same events. Knows nothing of what it holds.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::event::Time;

/// Things that are at hand for the model, such as documents or fetched results: at most so many tokens of them.
///
/// ```
/// use agent_core::context::{Cache, CacheEvent, Eviction};
/// use agent_core::event::Time;
///
/// let mut cache = Cache::new(100, Eviction::Recency);
/// cache.load("terms", "…", 60, Time(0))?;
/// cache.load("prices", "…", 40, Time(1))?;
/// assert_eq!(cache.get("terms", Time(2)).0, Some(&"…"));
/// let events = cache.load("order", "…", 30, Time(3))?;
/// assert_eq!(events[0].to_string(), "evict prices: used least recently");
/// assert_eq!(events[1].to_string(), "load order: 30 tokens");
/// # Ok::<(), agent_core::context::CacheError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cache<V> {
    limit: u64,
    eviction: Eviction,
    slots: Vec<Slot<V>>,
    /// Accesses so far: tells which of two is older where their times are the same.
    accesses: u64,
}

/// What goes first where there is no room. What is pinned never goes by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Eviction {
    /// What was used least recently.
    Recency,
    /// What has the lowest priority; of several, what was used least recently.
    Priority,
    /// What is older than so many milliseconds goes at the next access, whether there is room or not; where there is
    /// none still, what was loaded first.
    Ttl(u64),
}

/// What an access did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum CacheEvent {
    /// It was there.
    Hit {
        /// What.
        key: String,
    },
    /// It was not there.
    Miss {
        /// What.
        key: String,
    },
    /// It is there now.
    Load {
        /// What.
        key: String,
        /// Its tokens.
        tokens: u64,
    },
    /// It is not there any more.
    Evict {
        /// What.
        key: String,
        /// Why.
        why: EvictionReason,
    },
}

/// Why something is not there any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvictionReason {
    /// It was used least recently.
    Recency,
    /// It had the lowest priority.
    Priority,
    /// Its time was over.
    Expired,
    /// It was loaded first.
    Age,
    /// Somebody loaded it anew.
    Replaced,
    /// Somebody removed it.
    Removed,
}

/// Something that cannot be loaded: nothing changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{key}` has {need} tokens; {have} are free beside what is pinned")]
pub struct CacheError {
    /// What.
    pub key: String,
    /// Its tokens.
    pub need: u64,
    /// Tokens beside what is pinned.
    pub have: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Slot<V> {
    key: String,
    value: V,
    tokens: u64,
    priority: u32,
    pinned: bool,
    loaded: Time,
    /// The number of the access that loaded it, and of the last one.
    first: u64,
    last: u64,
}

impl<V> Cache<V> {
    /// Nothing yet, and at most so many tokens.
    #[must_use]
    pub const fn new(limit: u64, eviction: Eviction) -> Self {
        Self {
            limit,
            eviction,
            slots: Vec::new(),
            accesses: 0,
        }
    }

    /// Tokens of all that is there.
    #[must_use]
    pub fn tokens(&self) -> u64 {
        self.slots.iter().map(|slot| slot.tokens).sum()
    }

    /// What is there, in the order in which it was loaded.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &V)> {
        self.slots.iter().map(|slot| (&*slot.key, &slot.value))
    }

    /// Loads something, in the place of what has the same key; other things go as far as they must. Its priority is 0
    /// unless it was there before.
    ///
    /// # Errors
    /// If there is no room for it beside what is pinned.
    pub fn load(
        &mut self,
        key: impl Into<String>,
        value: V,
        tokens: u64,
        at: Time,
    ) -> Result<Vec<CacheEvent>, CacheError> {
        let key = key.into();
        let others = self
            .slots
            .iter()
            .filter(|slot| slot.pinned && slot.key != key);
        let have = self
            .limit
            .saturating_sub(others.map(|slot| slot.tokens).sum());
        if tokens > have {
            let need = tokens;
            return Err(CacheError { key, need, have });
        }
        let mut events = self.expire(at);
        let known = self.slots.iter().position(|slot| slot.key == key);
        let known = known.map(|at| self.slots.remove(at));
        if known.is_some() {
            events.push(evicted(key.clone(), EvictionReason::Replaced));
        }
        self.evict_for(tokens, &mut events);
        let now = self.access();
        self.slots.push(Slot {
            key: key.clone(),
            value,
            tokens,
            priority: known.as_ref().map_or(0, |slot| slot.priority),
            pinned: known.is_some_and(|slot| slot.pinned),
            loaded: at,
            first: now,
            last: now,
        });
        events.push(CacheEvent::Load { key, tokens });
        Ok(events)
    }

    /// What is there under this key, and what happened: what expired goes before.
    pub fn get(&mut self, key: &str, at: Time) -> (Option<&V>, Vec<CacheEvent>) {
        let mut events = self.expire(at);
        let now = self.access();
        let found = self.slots.iter_mut().find(|slot| slot.key == key);
        let key = key.to_owned();
        events.push(match &found {
            Some(_) => CacheEvent::Hit { key },
            None => CacheEvent::Miss { key },
        });
        let value = found.map(|slot| {
            slot.last = now;
            &slot.value
        });
        (value, events)
    }

    /// Takes something away, pinned or not; nothing, if it was not there.
    pub fn remove(&mut self, key: &str) -> Option<CacheEvent> {
        let at = self.slots.iter().position(|slot| slot.key == key)?;
        let slot = self.slots.remove(at);
        Some(evicted(slot.key, EvictionReason::Removed))
    }

    /// Says whether something stays whatever comes; false if it is not there.
    pub fn pin(&mut self, key: &str, pinned: bool) -> bool {
        self.change(key, |slot| slot.pinned = pinned)
    }

    /// Says how important something is: the lowest goes first. False if it is not there.
    pub fn prioritize(&mut self, key: &str, priority: u32) -> bool {
        self.change(key, |slot| slot.priority = priority)
    }

    fn change(&mut self, key: &str, change: impl FnOnce(&mut Slot<V>)) -> bool {
        let slot = self.slots.iter_mut().find(|slot| slot.key == key);
        slot.map(change).is_some()
    }

    const fn access(&mut self) -> u64 {
        self.accesses += 1;
        self.accesses
    }

    /// What is older than it may be goes.
    fn expire(&mut self, at: Time) -> Vec<CacheEvent> {
        let Eviction::Ttl(ms) = self.eviction else {
            return Vec::new();
        };
        let is_over = |slot: &Slot<V>| !slot.pinned && at.0.saturating_sub(slot.loaded.0) > ms;
        let over = self.slots.extract_if(.., |slot| is_over(slot));
        over.map(|slot| evicted(slot.key, EvictionReason::Expired))
            .collect()
    }

    /// Takes away what must go so that there is room.
    fn evict_for(&mut self, tokens: u64, events: &mut Vec<CacheEvent>) {
        let mut over = (self.tokens().saturating_add(tokens)).saturating_sub(self.limit);
        if over == 0 {
            return;
        }
        let (rank, why) = self.eviction.order::<V>();
        let mut order: Vec<usize> = (0..self.slots.len()).collect();
        order.retain(|at| !self.slots[*at].pinned);
        order.sort_by_key(|at| rank(&self.slots[*at]));
        let goes = |at: &usize| {
            let needed = over > 0;
            over = over.saturating_sub(self.slots[*at].tokens);
            needed
        };
        let gone: Vec<usize> = order.into_iter().take_while(goes).collect();
        events.extend(
            gone.iter()
                .map(|at| evicted(self.slots[*at].key.clone(), why)),
        );
        let gone: BTreeSet<usize> = gone.into_iter().collect();
        let mut place = 0..;
        self.slots
            .retain(|_| place.next().is_some_and(|at| !gone.contains(&at)));
    }
}

/// A number by which slots go.
type Rank<V> = fn(&Slot<V>) -> (u32, u64);

impl Eviction {
    /// What goes first has the lowest number.
    fn order<V>(self) -> (Rank<V>, EvictionReason) {
        match self {
            Self::Recency => (|slot| (0, slot.last), EvictionReason::Recency),
            Self::Priority => (|slot| (slot.priority, slot.last), EvictionReason::Priority),
            Self::Ttl(_) => (|slot| (0, slot.first), EvictionReason::Age),
        }
    }
}

const fn evicted(key: String, why: EvictionReason) -> CacheEvent {
    CacheEvent::Evict { key, why }
}

impl std::fmt::Display for CacheEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Hit { key } => write!(f, "hit {key}"),
            Self::Miss { key } => write!(f, "miss {key}"),
            Self::Load { key, tokens } => write!(f, "load {key}: {tokens} tokens"),
            Self::Evict { key, why } => write!(f, "evict {key}: {why}"),
        }
    }
}

impl std::fmt::Display for EvictionReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Recency => "used least recently",
            Self::Priority => "lowest priority",
            Self::Expired => "expired",
            Self::Age => "loaded first",
            Self::Replaced => "loaded anew",
            Self::Removed => "removed",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One letter a key: `+a` loads ten tokens of it, `a` looks for it, `!a` pins it, `?a` does not any more, `^a` raises
    /// its priority, `-a` removes it; a word an access, each a second after the one before.
    fn trace(eviction: Eviction, accesses: &str) -> Vec<String> {
        let mut cache = Cache::new(30, eviction);
        let mut told = Vec::new();
        for (second, access) in (0..).zip(accesses.split(' ')) {
            let at = Time(second * 1_000);
            let (sign, key) = access.split_at(access.len() - 1);
            match sign {
                "+" => match cache.load(key, (), 10, at) {
                    Ok(events) => told.extend(events.iter().map(ToString::to_string)),
                    Err(error) => told.push(error.to_string()),
                },
                "!" => assert!(cache.pin(key, true)),
                "?" => assert!(cache.pin(key, false)),
                "^" => assert!(cache.prioritize(key, 1)),
                "-" => told.extend(cache.remove(key).iter().map(ToString::to_string)),
                _ => told.extend(cache.get(key, at).1.iter().map(ToString::to_string)),
            }
            assert!(cache.tokens() <= 30, "{access}");
        }
        told.retain(|event| !event.starts_with("load"));
        told
    }

    #[test]
    fn what_was_used_least_recently_goes_and_what_is_pinned_stays() {
        assert_eq!(
            trace(Eviction::Recency, "+a +b +c a +d b a !c +e +f c ?c +g c"),
            [
                "hit a",
                "evict b: used least recently",
                "miss b",
                "hit a",
                "evict d: used least recently",
                "evict a: used least recently",
                "hit c",
                "evict e: used least recently",
                "hit c",
            ]
        );
    }

    #[test]
    fn what_matters_least_goes() {
        assert_eq!(
            trace(Eviction::Priority, "+a ^a +b ^b +c c +d a b c +a"),
            [
                "hit c",
                "evict c: lowest priority",
                "hit a",
                "hit b",
                "miss c",
                "evict a: loaded anew",
            ]
        );
    }

    #[test]
    fn what_is_too_old_goes_by_itself() {
        assert_eq!(
            trace(Eviction::Ttl(3_000), "+a +b !b a a a b +c +d +e -b b"),
            [
                "hit a",
                "evict a: expired",
                "miss a",
                "miss a",
                "hit b",
                "evict c: loaded first",
                "evict b: removed",
                "miss b",
            ]
        );
    }

    #[test]
    fn what_cannot_fit_changes_nothing() {
        let mut cache = Cache::new(30, Eviction::Recency);
        assert!(cache.load("a", 1, 20, Time(0)).is_ok());
        assert!(cache.pin("a", true));
        let before = cache.clone();
        let error = cache.load("b", 2, 11, Time(1)).map_err(|it| it.to_string());
        let text = "`b` has 11 tokens; 10 are free beside what is pinned";
        assert_eq!(error, Err(text.to_owned()));
        assert_eq!(cache, before);
        // What is pinned can be loaded anew, and stays pinned.
        assert!(cache.load("a", 3, 30, Time(2)).is_ok());
        assert!(cache.load("b", 2, 1, Time(3)).is_err());
    }
}
