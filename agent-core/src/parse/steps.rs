//! Counts what is done for a text, so that tests can ask for linear work without a clock.

#[cfg(test)]
thread_local! {
    static STEPS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// So many bytes or nodes were looked at; counted in tests only.
#[inline]
pub(super) fn count(steps: usize) {
    #[cfg(test)]
    STEPS.set(STEPS.get().saturating_add(steps));
    #[cfg(not(test))]
    let _ = steps;
}

/// How much is looked at while something is done.
#[cfg(test)]
pub(super) fn counted(act: impl FnOnce()) -> usize {
    STEPS.set(0);
    act();
    STEPS.get()
}
