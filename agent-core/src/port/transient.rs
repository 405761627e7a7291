//! Which of the system's errors pass by themselves.

use std::io;
use std::time::Duration;

use crate::tool::Transient;

/// What the network does passes; what the file system says does not.
impl Transient for io::Error {
    fn retry_after(&self) -> Option<Duration> {
        use io::ErrorKind::{
            BrokenPipe, ConnectionAborted, ConnectionRefused, ConnectionReset, HostUnreachable,
            Interrupted, NetworkDown, NetworkUnreachable, NotConnected, ResourceBusy, TimedOut,
            UnexpectedEof, WouldBlock,
        };
        let passes = matches!(
            self.kind(),
            BrokenPipe
                | ConnectionAborted
                | ConnectionRefused
                | ConnectionReset
                | HostUnreachable
                | Interrupted
                | NetworkDown
                | NetworkUnreachable
                | NotConnected
                | ResourceBusy
                | TimedOut
                | UnexpectedEof
                | WouldBlock
        );
        passes.then_some(Duration::ZERO)
    }
}
