//! What the examples share: command line, timeline, offline model.
