/// Tell the time.
#[cfg(feature = "time")]
#[allow(
    clippy::needless_pass_by_value,
    clippy::ptr_arg,
    clippy::trivially_copy_pass_by_ref
)]
async fn now(clock: &dyn Clock, call: &CallContext) -> anyhow::Result<Time> {}
#[cfg(feature = "time")]
/// Tell the time.
#[allow(missing_docs, private_interfaces)]
struct Now;
#[cfg(feature = "time")]
#[allow(unused_qualifications, deprecated)]
const _: () = {
    use ::agent_core::__private as __p;
    const __FIELDS: [__p::Field; 0usize] = [];
    static __ARGUMENTS: __p::Shape = __p::arguments(
        "Now",
        "Tell the time.",
        10094810851354343181u64,
        &__FIELDS,
    );
    const __CONTRACT: __p::Contract = __p::Contract {
        ..__p::contract::<Now>("now", &__ARGUMENTS, __p::place!())
    };
    #[automatically_derived]
    impl __p::Tool for Now {
        const CONTRACT: &'static __p::Contract = &__CONTRACT;
        type Output = <anyhow::Result<Time> as __p::ToolReturn>::Ok;
        fn from_json(__text: &__p::str) -> __p::Result<Self, __p::ArgumentError> {
            let _ = __p::Args::read(__text, __p::ShapeRef::new(&__ARGUMENTS))?;
            __p::Ok(Self {})
        }
    }
    #[automatically_derived]
    impl<__D: ?__p::Sized + __p::Sync> __p::Call<__D> for Now
    where
        __D: __p::Provides<dyn Clock>,
        __D: __p::Provides<CallContext>,
    {
        fn call(
            self,
            __deps: &__D,
            __cx: &__p::CallContext,
        ) -> impl __p::Future<
            Output = __p::Result<<Now as __p::Tool>::Output, __p::Failure>,
        > + __p::Send {
            async move {
                use __p::NoDetail as _;
                match <_ as __p::ToolReturn>::into_result(
                    now(
                            <__D as __p::Provides<dyn Clock>>::provide(__deps, __cx),
                            <__D as __p::Provides<CallContext>>::provide(__deps, __cx),
                        )
                        .await,
                ) {
                    __p::Ok(__value) => __p::Ok(__value),
                    __p::Err(__e) => {
                        __p::Err(
                            __p::failure(
                                &__e,
                                __p::Detail(&__e).detail(),
                                __p::Detail(&__e).hint(),
                                __p::Detail(&__e).after_ms(),
                            ),
                        )
                    }
                }
            }
        }
    }
    #[automatically_derived]
    impl __p::Serialize for Now {
        fn serialize<__S: __p::Serializer>(
            &self,
            __s: __S,
        ) -> __p::Result<__S::Ok, __S::Error> {
            let __call = __p::Serializer::serialize_struct(__s, "Now", 0usize)?;
            __p::SerializeStruct::end(__call)
        }
    }
    #[automatically_derived]
    impl __p::clone::Clone for Now {
        fn clone(&self) -> Self {
            Self {}
        }
    }
    #[automatically_derived]
    impl __p::cmp::PartialEq for Now {
        fn eq(&self, __other: &Self) -> __p::bool {
            __p::same_json(self, __other)
        }
    }
    #[automatically_derived]
    impl __p::fmt::Debug for Now {
        fn fmt(&self, __f: &mut __p::fmt::Formatter<'_>) -> __p::fmt::Result {
            __p::debug("Now", self, __f)
        }
    }
};
