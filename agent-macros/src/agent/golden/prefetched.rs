/// Deploys.
/**
# Flow

To own what follows each step, paste and fill in:

```ignore
impl Flow for Deployer {
    fn next(outcome: DeployerOutcome, state: &()) -> Next<Self> {
        match outcome {
            DeployerOutcome::Started(start) => Next::ask_model(),
            DeployerOutcome::OpenOrders(call, Ok(output)) => Next::ask_model(),
            DeployerOutcome::OpenOrders(call, Err(failure)) => Next::ask_model(),
            DeployerOutcome::ListTags(call, Ok(output)) => Next::ask_model(),
            DeployerOutcome::ListTags(call, Err(failure)) => Next::ask_model(),
            DeployerOutcome::Reply { message } => Next::finish(),
            DeployerOutcome::Failed(failure) => Next::stop(failure.message),
        }
    }
}
```*/
pub enum Deployer {
    ///Calls the tool.
    OpenOrders(OpenOrders),
    /// Replies.
    Reply {
        ///The step's `message`.
        message: String,
    },
}
///What became of a step of [`Deployer`].
#[allow(
    dead_code,
    missing_debug_implementations,
    private_interfaces,
    unused_qualifications,
    clippy::large_enum_variant,
    reason = "a flow may look at part of an outcome only, and a tool may be less visible than its agent"
)]
pub enum DeployerOutcome {
    ///A message started the agent, or set it going again.
    Started(::agent_core::__private::agent::Start),
    ///The call and what it gave.
    OpenOrders(
        OpenOrders,
        ::agent_core::__private::agent::Result<
            <OpenOrders as ::agent_core::__private::agent::Tool>::Output,
            ::agent_core::__private::agent::Failure,
        >,
    ),
    ///The call and what it gave.
    ListTags(
        ListTags,
        ::agent_core::__private::agent::Result<
            <ListTags as ::agent_core::__private::agent::Tool>::Output,
            ::agent_core::__private::agent::Failure,
        >,
    ),
    ///Replies.
    Reply {
        ///The step's `message`.
        message: String,
    },
    ///The model gave no step.
    Failed(::agent_core::__private::agent::ModelFailure),
}
///What [`Deployer`] may end with.
#[allow(dead_code, missing_debug_implementations, private_interfaces)]
pub enum DeployerDone {
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
    static __ARGS2: __p::Shape = __p::arguments(
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
    const __STEPS: &[__p::StepSpec; 3usize] = &[
        __p::prefetched_step(<OpenOrders as __p::Tool>::CONTRACT, __p::Prefetch::Also),
        __p::prefetched_step(<ListTags as __p::Tool>::CONTRACT, __p::Prefetch::Only),
        __p::plain_step("reply", { &__ARGS2 }, __p::StepKind::Done, false),
    ];
    static __SPEC: __p::AgentSpec = __p::AgentSpec {
        name: "Deployer",
        doc: "Deploys.",
        prompt: __p::None,
        steps: __STEPS,
        state: {
            #[allow(unused_imports, reason = "for states without a schema")]
            use __p::NoShape as _;
            __p::StateShape::<()>::SHAPE
        },
        limits: __p::Limits {
            steps: 7u32,
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
    static __TABLE: __p::Table = __p::Table::new::<Deployer>();
    #[automatically_derived]
    impl __p::Agent for Deployer {
        type State = ();
        type Deps = ();
        type Outcome = DeployerOutcome;
        const SPEC: &'static __p::AgentSpec = &__SPEC;
        #[allow(clippy::redundant_closure)]
        const STEPS: &'static [__p::StepFns<Self>] = {
            use __p::NoTool as _;
            use __p::Borrows as _;
            &[
                __p::StepFns::tool(
                    __p::Held::<OpenOrders>::decode,
                    |text, answer| __p::Ok(
                        DeployerOutcome::OpenOrders(
                            <OpenOrders as __p::Tool>::from_json(text)?,
                            __p::Held::<OpenOrders>::answer(answer)?,
                        ),
                    ),
                    __p::Held::<OpenOrders>::ask_if,
                    |text, deps, cx| __p::Alone::<OpenOrders>::run(text, deps, cx),
                ),
                __p::StepFns::tool(
                    __p::Held::<ListTags>::no_step,
                    |text, answer| __p::Ok(
                        DeployerOutcome::ListTags(
                            <ListTags as __p::Tool>::from_json(text)?,
                            __p::Held::<ListTags>::answer(answer)?,
                        ),
                    ),
                    __p::Held::<ListTags>::ask_if,
                    |text, deps, cx| __p::Alone::<ListTags>::run(text, deps, cx),
                ),
                __p::StepFns::plain(
                    |text| {
                        let mut __args = __p::Args::read(
                            text,
                            __STEPS[2usize].arguments,
                        )?;
                        __p::Ok(Deployer::Reply {
                            message: <String as __p::StepField>::take(
                                &mut __args,
                                0usize,
                            )?,
                        })
                    },
                    |text, _| {
                        let mut __args = __p::Args::read(
                            text,
                            __STEPS[2usize].arguments,
                        )?;
                        __p::Ok(DeployerOutcome::Reply {
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
            __p::Probe::<Deployer>::FLOW
        };
        fn table() -> &'static __p::Table {
            &__TABLE
        }
        fn encode(&self) -> __p::Result<__p::Choice, __p::JsonError> {
            match self {
                Deployer::OpenOrders(call) => {
                    __p::Choice::written(
                        0usize,
                        <OpenOrders as __p::Tool>::to_json(call),
                    )
                }
                Deployer::Reply { message: __f0 } => {
                    __p::Choice::fields(
                        2usize,
                        &[("message", <String as __p::StepField>::field(__f0))],
                    )
                }
            }
        }
        type Done = DeployerDone;
        const DONE_SHAPE: __p::ShapeRef = {
            static __DONE: __p::Shape = __p::done_shape(
                "DeployerDone",
                5506152677078347794u64,
                &[__p::done_variant("reply", &__ARGS2)],
            );
            __p::ShapeRef::new(&__DONE)
        };
        const DONE: fn(Self) -> __p::Option<DeployerDone> = |step| match step {
            Deployer::Reply { message } => __p::Some(DeployerDone::Reply { message }),
            _ => __p::None,
        };
        const STARTED: fn(__p::Start) -> DeployerOutcome = DeployerOutcome::Started;
        const FAILED: fn(__p::ModelFailure) -> DeployerOutcome = DeployerOutcome::Failed;
    }
    #[automatically_derived]
    impl __p::DefaultFlow for Deployer {
        fn default_next(outcome: &DeployerOutcome) -> __p::Next<Self> {
            match outcome {
                DeployerOutcome::Started(..)
                | DeployerOutcome::OpenOrders { .. }
                | DeployerOutcome::ListTags { .. } => __p::Next::ask_model(),
                DeployerOutcome::Reply { .. } => __p::Next::finish(),
                DeployerOutcome::Failed(failure) => __p::Next::stop(&*failure.message),
            }
        }
    }
    #[automatically_derived]
    impl __p::IntoStep<Deployer> for Deployer {
        fn into_step(self) -> Deployer {
            self
        }
    }
    #[automatically_derived]
    impl __p::IntoStep<Deployer> for OpenOrders {
        fn into_step(self) -> Deployer {
            Deployer::OpenOrders(self)
        }
    }
    const __HASHES: [__p::u64; 3usize] = __p::name_hashes(__STEPS);
    const _: () = __p::check_tag(<OpenOrders as __p::Tool>::CONTRACT, "intent");
    const _: () = __p::check_prefetch(<OpenOrders as __p::Tool>::CONTRACT);
    const _: () = __p::check_name(__STEPS, &__HASHES, 1usize);
    const _: () = __p::check_tag(<ListTags as __p::Tool>::CONTRACT, "intent");
    const _: () = __p::check_prefetch(<ListTags as __p::Tool>::CONTRACT);
    const _: () = __p::check_name(__STEPS, &__HASHES, 2usize);
    static __DEPS: () = {
        use __p::Borrows as _;
        __p::check_no_deps(
            "Deployer",
            &[
                (<OpenOrders as __p::Tool>::CONTRACT, __p::Alone::<OpenOrders>::RUNS),
                (<ListTags as __p::Tool>::CONTRACT, __p::Alone::<ListTags>::RUNS),
            ],
        )
    };
    const _: () = __p::check_profile(__STEPS, 0usize, __PROFILE);
};
