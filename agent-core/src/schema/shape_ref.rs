//! A reference to a [`Shape`] that const evaluation may follow and recursion may close.

use super::Shape;

/// Points to a `static` [`Shape`].
///
/// A plain `&'static Shape` inside a `const` makes every recursive type a compile error (E0391),
/// because const validation reads through references; it stops at raw pointers. See the tests
/// of recursive types for what this buys.
#[derive(Clone, Copy)]
pub struct ShapeRef(*const Shape);

#[expect(
    unsafe_code,
    reason = "the pointer is only ever made from a `&'static Shape`, and `Shape` is Sync"
)]
const _: () = {
    unsafe impl Send for ShapeRef {}
    unsafe impl Sync for ShapeRef {}
};

impl ShapeRef {
    /// Wraps a static shape.
    #[must_use]
    pub const fn new(shape: &'static Shape) -> Self {
        Self(shape)
    }

    /// The shape.
    #[must_use]
    pub const fn get(self) -> &'static Shape {
        #[expect(
            unsafe_code,
            reason = "`new` is the only constructor and takes a `&'static Shape`"
        )]
        unsafe {
            &*self.0
        }
    }
}

impl std::ops::Deref for ShapeRef {
    type Target = Shape;

    fn deref(&self) -> &Shape {
        self.get()
    }
}

impl std::fmt::Debug for ShapeRef {
    /// Prints the name only: shapes may be recursive.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ShapeRef({})", self.get().name)
    }
}
