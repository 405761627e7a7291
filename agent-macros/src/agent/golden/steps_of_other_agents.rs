/// Routes.
/**
# Flow

To own what follows each step, paste and fill in:

```ignore
impl Flow for Router {
    fn next(outcome: RouterOutcome, state: &()) -> Next<Self> {
        match outcome {
            RouterOutcome::Started(start) => Next::ask_model(),
            RouterOutcome::Billing { question, result } => Next::ask_model(),
            RouterOutcome::Reply { message } => Next::finish(),
            RouterOutcome::Failed(failure) => Next::stop(failure.message),
        }
    }
}
```*/
pub enum Router {
    /// Asks the billing desk.
    Billing {
        ///The step's `question`.
        question: String,
    },
    /// Replies.
    Reply {
        ///The step's `message`.
        message: String,
    },
}
///What became of a step of [`Router`].
#[allow(
    dead_code,
    missing_debug_implementations,
    private_interfaces,
    unused_qualifications,
    clippy::large_enum_variant,
    reason = "a flow may look at part of an outcome only, and a tool may be less visible than its agent"
)]
pub enum RouterOutcome {
    ///A message started the agent, or set it going again.
    Started(::agent_core::__private::agent::Start),
    ///Asks the billing desk.
    Billing {
        ///The step's `question`.
        question: String,
        ///What the agent ended with.
        result: ::agent_core::__private::agent::Result<
            <billing::Billing as ::agent_core::__private::agent::Agent>::Done,
            ::agent_core::__private::agent::Failure,
        >,
    },
    ///Replies.
    Reply {
        ///The step's `message`.
        message: String,
    },
    ///The model gave no step.
    Failed(::agent_core::__private::agent::ModelFailure),
}
///What [`Router`] may end with.
#[allow(dead_code, missing_debug_implementations, private_interfaces)]
pub enum RouterDone {
    ///Replies.
    Reply {
        ///The step's `message`.
        message: String,
    },
}
#[allow(unused_qualifications, deprecated)]
const _: () = {
    use ::agent_core::__private::agent as __p;
    const __PROFILE: &__p::Profile = &__p::PORTABLE;
    static __ARGS1: __p::Shape = __p::arguments(
        "Reply",
        "Replies.",
        1724094852584799228u64,
        &[
            __p::field(
                "message",
                "",
                <String as __p::StepField>::SHAPE,
                true,
                ::core::concat!(
                    ::core::file!(), ":", ::core::line!(), ":", ::core::column!()
                ),
            ),
        ],
    );
    const __STEPS: &[__p::StepSpec; 2usize] = &[
        __p::sub_step(
            {
                use __p::NoAgent as _;
                static __ARGS: __p::Shape = __p::arguments(
                    "Billing",
                    "Asks the billing desk.",
                    14639715509675750345u64,
                    &[
                        __p::field(
                            "question",
                            "",
                            <String as __p::StepField>::SHAPE,
                            true,
                            ::core::concat!(
                                ::core::file!(), ":", ::core::line!(), ":",
                                ::core::column!()
                            ),
                        ),
                    ],
                );
                static __SUB: __p::Contract = __p::sub_contract(
                    "ask_billing",
                    &__ARGS,
                    __p::Below::<billing::Billing>::SHAPE,
                    ::core::concat!(
                        ::core::file!(), ":", ::core::line!(), ":", ::core::column!()
                    ),
                );
                &__SUB
            },
            {
                use __p::NoAgent as _;
                __p::Below::<billing::Billing>::TABLE
            },
            false,
        ),
        __p::plain_step("reply", { &__ARGS1 }, __p::StepKind::Done, false),
    ];
    static __SPEC: __p::AgentSpec = __p::AgentSpec {
        name: "Router",
        doc: "Routes.",
        prompt: __p::None,
        steps: __STEPS,
        state: {
            #[allow(unused_imports, reason = "for states without a schema")]
            use __p::NoShape as _;
            __p::StateShape::<()>::SHAPE
        },
        limits: __p::Limits {
            ..__p::Limits::DEFAULT
        },
        tag: "intent",
        models: &[],
        indexes: &[],
        profile: __PROFILE,
        place: ::core::concat!(
            ::core::file!(), ":", ::core::line!(), ":", ::core::column!()
        ),
        lints: &[],
    };
    static __TABLE: __p::Table = __p::Table::new::<Router>();
    #[automatically_derived]
    impl __p::Agent for Router {
        type State = ();
        type Deps = ();
        type Outcome = RouterOutcome;
        const SPEC: &'static __p::AgentSpec = &__SPEC;
        #[allow(clippy::redundant_closure)]
        const STEPS: &'static [__p::StepFns<Self>] = {
            use __p::NoTool as _;
            use __p::NoAgent as _;
            &[
                __p::StepFns::plain(
                    |text| {
                        let mut __args = __p::Args::read(
                            text,
                            __STEPS[0usize].arguments,
                        )?;
                        __p::Ok(Router::Billing {
                            question: <String as __p::StepField>::take(
                                &mut __args,
                                0usize,
                            )?,
                        })
                    },
                    |text, answer| {
                        let mut __args = __p::Args::read(
                            text,
                            __STEPS[0usize].arguments,
                        )?;
                        __p::Ok(RouterOutcome::Billing {
                            question: <String as __p::StepField>::take(
                                &mut __args,
                                0usize,
                            )?,
                            result: __p::Below::<billing::Billing>::done(answer)?,
                        })
                    },
                ),
                __p::StepFns::plain(
                    |text| {
                        let mut __args = __p::Args::read(
                            text,
                            __STEPS[1usize].arguments,
                        )?;
                        __p::Ok(Router::Reply {
                            message: <String as __p::StepField>::take(
                                &mut __args,
                                0usize,
                            )?,
                        })
                    },
                    |text, _| {
                        let mut __args = __p::Args::read(
                            text,
                            __STEPS[1usize].arguments,
                        )?;
                        __p::Ok(RouterOutcome::Reply {
                            message: <String as __p::StepField>::take(
                                &mut __args,
                                0usize,
                            )?,
                        })
                    },
                ),
            ]
        };
        const FLOW: __p::FlowOf<Self> = {
            use __p::ProbeDefault as _;
            __p::Probe::<Router>::FLOW
        };
        fn table() -> &'static __p::Table {
            &__TABLE
        }
        fn encode(&self) -> __p::Result<__p::Choice, __p::JsonError> {
            match self {
                Router::Billing { question: __f0 } => {
                    __p::Choice::fields(
                        0usize,
                        &[("question", <String as __p::StepField>::field(__f0))],
                    )
                }
                Router::Reply { message: __f0 } => {
                    __p::Choice::fields(
                        1usize,
                        &[("message", <String as __p::StepField>::field(__f0))],
                    )
                }
            }
        }
        type Done = RouterDone;
        const DONE_SHAPE: __p::ShapeRef = {
            static __DONE: __p::Shape = __p::done_shape(
                "RouterDone",
                2559456106868982763u64,
                &[__p::done_variant("reply", &__ARGS1)],
            );
            __p::ShapeRef::new(&__DONE)
        };
        const DONE: fn(Self) -> __p::Option<RouterDone> = |step| match step {
            Router::Reply { message } => __p::Some(RouterDone::Reply { message }),
            _ => __p::None,
        };
        const STARTED: fn(__p::Start) -> RouterOutcome = RouterOutcome::Started;
        const FAILED: fn(__p::ModelFailure) -> RouterOutcome = RouterOutcome::Failed;
    }
    #[automatically_derived]
    impl __p::DefaultFlow for Router {
        fn default_next(outcome: &RouterOutcome) -> __p::Next<Self> {
            match outcome {
                RouterOutcome::Started(..) | RouterOutcome::Billing { .. } => {
                    __p::Next::ask_model()
                }
                RouterOutcome::Reply { .. } => __p::Next::finish(),
                RouterOutcome::Failed(failure) => __p::Next::stop(&*failure.message),
            }
        }
    }
    #[automatically_derived]
    impl __p::IntoStep<Router> for Router {
        fn into_step(self) -> Router {
            self
        }
    }
    const __HASHES: [__p::u64; 2usize] = __p::name_hashes(__STEPS);
};
