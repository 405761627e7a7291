#[allow(dead_code, missing_docs, reason = "the agent did not compile")]
pub enum Support {
    GetOrder(GetOrder),
    Reply { message: String },
}
::core::compile_error! {
    "variant must hold the call type `GetOrder`\nnote: `#[tool]` names the call of `get_order` in PascalCase"
}
::core::compile_error! {
    "step `Reply` must have a doc comment\nnote: the model reads it to know when to choose this step"
}
///What became of a step of [`Support`].
#[allow(
    dead_code,
    missing_debug_implementations,
    private_interfaces,
    unused_qualifications,
    clippy::large_enum_variant,
    reason = "a flow may look at part of an outcome only, and a tool may be less visible than its agent"
)]
pub enum SupportOutcome {
    ///A message started the agent, or set it going again.
    Started(::agent_core::__private::agent::Start),
    ///The call and what it gave.
    GetOrder(
        GetOrder,
        ::agent_core::__private::agent::Result<
            <GetOrder as ::agent_core::__private::agent::Tool>::Output,
            ::agent_core::__private::agent::Failure,
        >,
    ),
    Reply { message: String },
    ///The model gave no step.
    Failed(::agent_core::__private::agent::ModelFailure),
}
///What [`Support`] may end with.
#[allow(dead_code, missing_debug_implementations, private_interfaces)]
pub enum SupportDone {
    Reply { message: String },
}
const _: () = {
    use ::agent_core::__private::agent as __p;
    static __TABLE: __p::Table = __p::Table::new::<Support>();
    impl __p::Agent for Support {
        type State = Case;
        type Deps = ();
        type Outcome = SupportOutcome;
        const SPEC: &'static __p::AgentSpec = &__p::STUB_SPEC;
        const STEPS: &'static [__p::StepFns<Self>] = &[];
        const FLOW: __p::FlowOf<Self> = |_, _| __p::Next::wait();
        fn table() -> &'static __p::Table {
            &__TABLE
        }
        fn encode(&self) -> __p::Result<__p::Choice, __p::JsonError> {
            __p::stub_choice()
        }
        type Done = SupportDone;
        const DONE_SHAPE: __p::ShapeRef = __p::STUB_DONE;
        const DONE: fn(Self) -> __p::Option<SupportDone> = |_| __p::None;
        const STARTED: fn(__p::Start) -> SupportOutcome = SupportOutcome::Started;
        const FAILED: fn(__p::ModelFailure) -> SupportOutcome = SupportOutcome::Failed;
    }
    impl __p::IntoStep<Support> for Support {
        fn into_step(self) -> Support {
            self
        }
    }
    impl __p::IntoStep<Support> for GetOrder {
        fn into_step(self) -> Support {
            loop {}
        }
    }
};
