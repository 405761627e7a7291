//! How a tool borrows what its agent's deps hold.

use super::CallContext;

/// Deps that hold a `T`: a tool's `&T` parameter is answered by this trait.
///
/// `#[derive(Provide)]` on the deps struct implements it for the struct itself and for each field's type.
#[diagnostic::on_unimplemented(
    message = "agent deps `{Self}` do not provide `{T}`",
    label = "a tool here takes `&{T}`",
    note = "`#[derive(agent_core::Provide)]` on `{Self}` provides it itself and the type of each field, so add a field of type `{T}`; or name other deps in `#[agent(deps = …)]`, or take the parameter by value if the model should fill it in"
)]
pub trait Provides<T: ?Sized> {
    /// Lends the value; the call's context is at hand for values that depend on it.
    fn provide<'a>(&'a self, cx: &'a CallContext) -> &'a T;
}

/// Any tool may take a `&CallContext`.
impl<D: ?Sized> Provides<CallContext> for D {
    fn provide<'a>(&'a self, cx: &'a CallContext) -> &'a CallContext {
        cx
    }
}
