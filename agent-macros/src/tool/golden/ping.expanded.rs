/// Answers.
#[allow(
    clippy::needless_pass_by_value,
    clippy::ptr_arg,
    clippy::trivially_copy_pass_by_ref
)]
pub(crate) fn ping() {}
/// Answers.
#[allow(missing_docs, private_interfaces)]
pub(crate) struct Ping;
#[allow(unused_qualifications, deprecated)]
const _: () = {
    use ::agent_core::__private as __p;
    const __FIELDS: [__p::Field; 0usize] = [];
    static __ARGUMENTS: __p::Shape = __p::arguments(
        "Ping",
        "Answers.",
        5093213830651598445u64,
        &__FIELDS,
    );
    const __CONTRACT: __p::Contract = __p::Contract {
        blocking: true,
        ..__p::contract::<Ping>("ping", &__ARGUMENTS, __p::place!())
    };
    #[automatically_derived]
    impl __p::Tool for Ping {
        const CONTRACT: &'static __p::Contract = &__CONTRACT;
        type Output = ();
        fn from_json(__text: &__p::str) -> __p::Result<Self, __p::ArgumentError> {
            let _ = __p::Args::read(__text, __p::ShapeRef::new(&__ARGUMENTS))?;
            __p::Ok(Self {})
        }
    }
    #[automatically_derived]
    impl<__D: ?__p::Sized + __p::Sync> __p::Call<__D> for Ping {
        fn call(
            self,
            __deps: &__D,
            __cx: &__p::CallContext,
        ) -> impl __p::Future<
            Output = __p::Result<<Ping as __p::Tool>::Output, __p::Failure>,
        > + __p::Send {
            async move {
                ping();
                __p::Ok(())
            }
        }
    }
    #[automatically_derived]
    impl __p::Serialize for Ping {
        fn serialize<__S: __p::Serializer>(
            &self,
            __s: __S,
        ) -> __p::Result<__S::Ok, __S::Error> {
            let __call = __p::Serializer::serialize_struct(__s, "Ping", 0usize)?;
            __p::SerializeStruct::end(__call)
        }
    }
    #[automatically_derived]
    impl __p::clone::Clone for Ping {
        fn clone(&self) -> Self {
            Self {}
        }
    }
    #[automatically_derived]
    impl __p::cmp::PartialEq for Ping {
        fn eq(&self, __other: &Self) -> __p::bool {
            __p::same_json(self, __other)
        }
    }
    #[automatically_derived]
    impl __p::fmt::Debug for Ping {
        fn fmt(&self, __f: &mut __p::fmt::Formatter<'_>) -> __p::fmt::Result {
            __p::debug("Ping", self, __f)
        }
    }
};
