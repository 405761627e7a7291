/// Match a pattern.
#[allow(
    clippy::needless_pass_by_value,
    clippy::ptr_arg,
    clippy::trivially_copy_pass_by_ref
)]
pub async fn r#match(r#type: Option<Kind>) -> Matched {}
/// Match a pattern.
#[allow(missing_docs, private_interfaces)]
pub struct Match {
    pub r#type: Option<Kind>,
}
#[allow(unused_qualifications, deprecated)]
const _: () = {
    use ::agent_core::__private as __p;
    const __FIELDS: [__p::Field; 1usize] = [
        __p::Field {
            name: "type",
            doc: "",
            place: __p::place!(),
            ..<Option<Kind> as __p::Input>::INPUT
        },
    ];
    static __ARGUMENTS: __p::Shape = __p::arguments(
        "Match",
        "Match a pattern.",
        814512717092353058u64,
        &__FIELDS,
    );
    static __CONTRACT: __p::Contract = {
        let __contract = __p::Contract {
            ..__p::contract::<Match>("match", &__ARGUMENTS, __p::place!())
        };
        use __p::PlainReturn as _;
        __p::assert!(
            < __p::Return < Matched >> ::PLAIN,
            "tool `match` must name its `Result`\nnote: the return type is an alias; write `Result<T, E>`, or end the alias's name in `Result`"
        );
        __contract
    };
    const _: () = __p::check_parameter("match", &__FIELDS[0usize]);
    #[automatically_derived]
    impl __p::Tool for Match {
        const CONTRACT: &'static __p::Contract = &__CONTRACT;
        type Output = Matched;
        fn from_json(__text: &__p::str) -> __p::Result<Self, __p::ArgumentError> {
            let mut __args = __p::Args::read(__text, __p::ShapeRef::new(&__ARGUMENTS))?;
            __p::Ok(Self {
                r#type: <Option<Kind> as __p::Input>::take(&mut __args, 0usize)?,
            })
        }
    }
    #[automatically_derived]
    impl<__D: ?__p::Sized + __p::Sync> __p::Call<__D> for Match {
        fn call(
            self,
            __deps: &__D,
            __cx: &__p::CallContext,
        ) -> impl __p::Future<
            Output = __p::Result<<Match as __p::Tool>::Output, __p::Failure>,
        > + __p::Send {
            async move { __p::Ok(r#match(self.r#type).await) }
        }
    }
    #[automatically_derived]
    impl __p::Serialize for Match {
        fn serialize<__S: __p::Serializer>(
            &self,
            __s: __S,
        ) -> __p::Result<__S::Ok, __S::Error> {
            let mut __call = __p::Serializer::serialize_struct(__s, "Match", 1usize)?;
            <Option<Kind> as __p::Input>::write(&self.r#type, &mut __call, "type")?;
            __p::SerializeStruct::end(__call)
        }
    }
    #[automatically_derived]
    impl __p::clone::Clone for Match {
        fn clone(&self) -> Self {
            Self {
                r#type: <Option<Kind> as __p::Input>::copy(&self.r#type),
            }
        }
    }
    #[automatically_derived]
    impl __p::cmp::PartialEq for Match {
        fn eq(&self, __other: &Self) -> __p::bool {
            __p::same_json(self, __other)
        }
    }
    #[automatically_derived]
    impl __p::fmt::Debug for Match {
        fn fmt(&self, __f: &mut __p::fmt::Formatter<'_>) -> __p::fmt::Result {
            __p::debug("Match", self, __f)
        }
    }
};
