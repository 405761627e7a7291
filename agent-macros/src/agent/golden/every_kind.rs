/// Helps.
/**
# Flow

To own what follows each step, paste and fill in:

```ignore
impl Flow for Support {
    fn next(outcome: SupportOutcome, state: &Case) -> Next<Self> {
        match outcome {
            SupportOutcome::Started(start) => Next::ask_model(),
            SupportOutcome::GetOrder(call, Ok(output)) => Next::ask_model(),
            SupportOutcome::GetOrder(call, Err(failure)) => Next::ask_model(),
            SupportOutcome::Refund(call, Ok(output)) => Next::ask_model(),
            SupportOutcome::Refund(call, Err(failure)) => Next::ask_model(),
            SupportOutcome::Confirm { question, answer } => Next::ask_model(),
            SupportOutcome::Sleep { seconds, woke } => Next::ask_model(),
            SupportOutcome::Reply { message } => Next::finish(),
            SupportOutcome::Failed(failure) => Next::stop(failure.message),
        }
    }
}
```*/
pub enum Support {
    ///Calls the tool.
    GetOrder(tools::GetOrder),
    ///Calls the tool.
    Refund {
        ///The step's `order_id`.
        order_id: String,
        ///The step's `amount`.
        amount: u64,
    },
    /// Asks.
    Confirm {
        ///The step's `question`.
        question: String,
    },
    /// Sleeps.
    Sleep {
        ///The step's `seconds`.
        seconds: u64,
    },
    /// Replies.
    Reply {
        ///The step's `message`.
        message: String,
    },
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
        tools::GetOrder,
        ::agent_core::__private::agent::Result<
            <tools::GetOrder as ::agent_core::__private::agent::Tool>::Output,
            ::agent_core::__private::agent::Failure,
        >,
    ),
    ///The call and what it gave.
    Refund(
        tools::Refund,
        ::agent_core::__private::agent::Result<
            <tools::Refund as ::agent_core::__private::agent::Tool>::Output,
            ::agent_core::__private::agent::Failure,
        >,
    ),
    ///Asks.
    Confirm {
        ///The step's `question`.
        question: String,
        ///The person's answer.
        answer: bool,
    },
    ///Sleeps.
    Sleep {
        ///The step's `seconds`.
        seconds: u64,
        ///What ended the wait.
        woke: ::agent_core::__private::agent::Woke,
    },
    ///Replies.
    Reply {
        ///The step's `message`.
        message: String,
    },
    ///The model gave no step.
    Failed(::agent_core::__private::agent::ModelFailure),
}
///What [`Support`] may end with.
#[allow(dead_code, missing_debug_implementations, private_interfaces)]
pub enum SupportDone {
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
    static __ARGS4: __p::Shape = __p::arguments(
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
    const __STEPS: &[__p::StepSpec; 5usize] = &[
        __p::tool_step(<tools::GetOrder as __p::Tool>::CONTRACT, false),
        __p::tool_step(<tools::Refund as __p::Tool>::CONTRACT, false),
        __p::plain_step(
            "confirm",
            {
                static __ARGS: __p::Shape = __p::arguments(
                    "Confirm",
                    "Asks.",
                    9445086934937526259u64,
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
                &__ARGS
            },
            __p::StepKind::Ask(__p::Question {
                answer: <bool as __p::StepAnswer>::SHAPE,
                urgency: __p::Urgency::High,
            }),
            false,
        ),
        __p::plain_step(
            "sleep",
            {
                static __ARGS: __p::Shape = __p::arguments(
                    "Sleep",
                    "Sleeps.",
                    16945729427299190257u64,
                    &[
                        __p::field(
                            "seconds",
                            "",
                            <u64 as __p::StepField>::SHAPE,
                            true,
                            ::core::concat!(
                                ::core::file!(), ":", ::core::line!(), ":",
                                ::core::column!()
                            ),
                        ),
                    ],
                );
                &__ARGS
            },
            __p::StepKind::Wait(__p::Wait {
                event: __p::None,
                timed: true,
            }),
            false,
        ),
        __p::plain_step("reply", { &__ARGS4 }, __p::StepKind::Done, false),
    ];
    static __SPEC: __p::AgentSpec = __p::AgentSpec {
        name: "Support",
        doc: "Helps.",
        prompt: __p::None,
        steps: __STEPS,
        state: {
            #[allow(unused_imports, reason = "for states without a schema")]
            use __p::NoShape as _;
            __p::StateShape::<Case>::SHAPE
        },
        limits: __p::Limits {
            steps: 7u32,
            time_ms: __p::Some(30000u64),
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
    static __TABLE: __p::Table = __p::Table::new::<Support>();
    #[automatically_derived]
    impl __p::Agent for Support {
        type State = Case;
        type Deps = Shop;
        type Outcome = SupportOutcome;
        const SPEC: &'static __p::AgentSpec = &__SPEC;
        #[allow(clippy::redundant_closure)]
        const STEPS: &'static [__p::StepFns<Self>] = {
            use __p::NoTool as _;
            &[
                __p::StepFns::tool(
                    __p::Held::<tools::GetOrder>::decode,
                    |text, answer| __p::Ok(
                        SupportOutcome::GetOrder(
                            <tools::GetOrder as __p::Tool>::from_json(text)?,
                            __p::Held::<tools::GetOrder>::answer(answer)?,
                        ),
                    ),
                    __p::Held::<tools::GetOrder>::ask_if,
                    |text, deps, cx| __p::Held::<tools::GetOrder>::run(text, deps, cx),
                ),
                __p::StepFns::tool(
                    __p::Held::<tools::Refund>::decode,
                    |text, answer| __p::Ok(
                        SupportOutcome::Refund(
                            <tools::Refund as __p::Tool>::from_json(text)?,
                            __p::Held::<tools::Refund>::answer(answer)?,
                        ),
                    ),
                    __p::Held::<tools::Refund>::ask_if,
                    |text, deps, cx| __p::Held::<tools::Refund>::run(text, deps, cx),
                ),
                __p::StepFns::plain(
                    |text| {
                        let mut __args = __p::Args::read(
                            text,
                            __STEPS[2usize].arguments,
                        )?;
                        __p::Ok(Support::Confirm {
                            question: <String as __p::StepField>::take(
                                &mut __args,
                                0usize,
                            )?,
                        })
                    },
                    |text, answer| {
                        let mut __args = __p::Args::read(
                            text,
                            __STEPS[2usize].arguments,
                        )?;
                        __p::Ok(SupportOutcome::Confirm {
                            question: <String as __p::StepField>::take(
                                &mut __args,
                                0usize,
                            )?,
                            answer: <bool as __p::StepAnswer>::read(answer)?,
                        })
                    },
                ),
                __p::StepFns::plain(
                    |text| {
                        let mut __args = __p::Args::read(
                            text,
                            __STEPS[3usize].arguments,
                        )?;
                        __p::Ok(Support::Sleep {
                            seconds: <u64 as __p::StepField>::take(&mut __args, 0usize)?,
                        })
                    },
                    |text, answer| {
                        let mut __args = __p::Args::read(
                            text,
                            __STEPS[3usize].arguments,
                        )?;
                        __p::Ok(SupportOutcome::Sleep {
                            seconds: <u64 as __p::StepField>::take(&mut __args, 0usize)?,
                            woke: answer.woke(),
                        })
                    },
                ),
                __p::StepFns::plain(
                    |text| {
                        let mut __args = __p::Args::read(
                            text,
                            __STEPS[4usize].arguments,
                        )?;
                        __p::Ok(Support::Reply {
                            message: <String as __p::StepField>::take(
                                &mut __args,
                                0usize,
                            )?,
                        })
                    },
                    |text, _| {
                        let mut __args = __p::Args::read(
                            text,
                            __STEPS[4usize].arguments,
                        )?;
                        __p::Ok(SupportOutcome::Reply {
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
            __p::Probe::<Support>::FLOW
        };
        fn table() -> &'static __p::Table {
            &__TABLE
        }
        fn encode(&self) -> __p::Result<__p::Choice, __p::JsonError> {
            use __p::NotWritten as _;
            match self {
                Support::GetOrder(call) => {
                    __p::Choice::written(
                        0usize,
                        <tools::GetOrder as __p::Tool>::to_json(call),
                    )
                }
                Support::Refund { order_id: __f0, amount: __f1 } => {
                    __p::Choice::restated(
                        1usize,
                        <tools::Refund as __p::Tool>::CONTRACT,
                        &[
                            ("order_id", __p::Restated(__f0).field()),
                            ("amount", __p::Restated(__f1).field()),
                        ],
                    )
                }
                Support::Confirm { question: __f0 } => {
                    __p::Choice::fields(
                        2usize,
                        &[("question", <String as __p::StepField>::field(__f0))],
                    )
                }
                Support::Sleep { seconds: __f0 } => {
                    __p::Choice::fields(
                        3usize,
                        &[("seconds", <u64 as __p::StepField>::field(__f0))],
                    )
                }
                Support::Reply { message: __f0 } => {
                    __p::Choice::fields(
                        4usize,
                        &[("message", <String as __p::StepField>::field(__f0))],
                    )
                }
            }
        }
        type Done = SupportDone;
        const DONE_SHAPE: __p::ShapeRef = {
            static __DONE: __p::Shape = __p::done_shape(
                "SupportDone",
                14179123658990553335u64,
                &[__p::done_variant("reply", &__ARGS4)],
            );
            __p::ShapeRef::new(&__DONE)
        };
        const DONE: fn(Self) -> __p::Option<SupportDone> = |step| match step {
            Support::Reply { message } => __p::Some(SupportDone::Reply { message }),
            _ => __p::None,
        };
        const STARTED: fn(__p::Start) -> SupportOutcome = SupportOutcome::Started;
        const FAILED: fn(__p::ModelFailure) -> SupportOutcome = SupportOutcome::Failed;
    }
    #[automatically_derived]
    impl __p::DefaultFlow for Support {
        fn default_next(outcome: &SupportOutcome) -> __p::Next<Self> {
            match outcome {
                SupportOutcome::Started(..)
                | SupportOutcome::GetOrder { .. }
                | SupportOutcome::Refund { .. }
                | SupportOutcome::Confirm { .. }
                | SupportOutcome::Sleep { .. } => __p::Next::ask_model(),
                SupportOutcome::Reply { .. } => __p::Next::finish(),
                SupportOutcome::Failed(failure) => __p::Next::stop(&*failure.message),
            }
        }
    }
    #[automatically_derived]
    impl __p::IntoStep<Support> for Support {
        fn into_step(self) -> Support {
            self
        }
    }
    #[automatically_derived]
    impl __p::IntoStep<Support> for tools::GetOrder {
        fn into_step(self) -> Support {
            Support::GetOrder(self)
        }
    }
    #[automatically_derived]
    impl __p::IntoStep<Support> for tools::Refund {
        fn into_step(self) -> Support {
            Support::Refund {
                order_id: __p::restate::<_, String>(self.order_id),
                amount: __p::restate::<_, u64>(self.amount),
            }
        }
    }
    const __HASHES: [__p::u64; 5usize] = __p::name_hashes(__STEPS);
    const _: () = __p::check_tag(<tools::GetOrder as __p::Tool>::CONTRACT, "intent");
    const _: () = __p::check_name(__STEPS, &__HASHES, 1usize);
    const _: () = __p::check_tag(<tools::Refund as __p::Tool>::CONTRACT, "intent");
    const _: () = __p::check_restated(
        <tools::Refund as __p::Tool>::CONTRACT,
        &["order_id", "amount"],
    );
    const _: () = __p::check_name(__STEPS, &__HASHES, 2usize);
    const _: () = __p::check_name(__STEPS, &__HASHES, 3usize);
    const _: () = __p::check_name(__STEPS, &__HASHES, 4usize);
    const _: () = __p::check_profile(__STEPS, 0usize, __PROFILE);
};
