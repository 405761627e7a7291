/// Find orders.
#[allow(
    clippy::needless_pass_by_value,
    clippy::ptr_arg,
    clippy::trivially_copy_pass_by_ref
)]
pub fn find_orders(text: String, limit: u32, open: bool) -> Vec<Order> {}
/// Find orders.
#[allow(missing_docs, private_interfaces)]
pub struct FindOrders {
    /// What to look for.
    pub text: String,
    pub limit: u32,
    pub open: bool,
}
#[allow(unused_qualifications, deprecated)]
const _: () = {
    use ::agent_core::__private as __p;
    const __FIELDS: [__p::Field; 3usize] = [
        __p::Field {
            name: "text",
            doc: "What to look for.",
            place: __p::place!(),
            bounds: &[
                ::agent_core::__private::Bound::MinLength(1usize),
                ::agent_core::__private::Bound::MaxLength(80usize),
            ],
            ..<String as __p::Input>::INPUT
        },
        __p::Field {
            name: "limit",
            doc: "",
            place: __p::place!(),
            required: false,
            default: "10",
            bounds: &[
                ::agent_core::__private::Bound::Minimum(
                    ::agent_core::__private::Limit::Integer(1i128),
                ),
                ::agent_core::__private::Bound::Maximum(
                    ::agent_core::__private::Limit::Integer(50i128),
                ),
            ],
            ..<u32 as __p::Input>::INPUT
        },
        __p::Field {
            name: "open",
            doc: "",
            place: __p::place!(),
            required: false,
            ..<bool as __p::Input>::INPUT
        },
    ];
    static __ARGUMENTS: __p::Shape = __p::arguments(
        "FindOrders",
        "Find orders.",
        14170740504307663557u64,
        &__FIELDS,
    );
    const __CONTRACT: __p::Contract = {
        let __contract = __p::Contract {
            class: __p::Class::Read,
            concurrent: true,
            blocking: true,
            ..__p::contract::<FindOrders>("find_orders", &__ARGUMENTS, __p::place!())
        };
        use __p::PlainReturn as _;
        __p::assert!(
            < __p::Return < Vec < Order > >> ::PLAIN,
            "tool `find_orders` must name its `Result`\nnote: the return type is an alias; write `Result<T, E>`, or end the alias's name in `Result`"
        );
        __contract
    };
    const _: () = ::agent_core::__private::check_bound(
        <u32 as __p::Input>::INPUT.shape,
        &::agent_core::__private::Bound::Minimum(
            ::agent_core::__private::Limit::Integer(1i128),
        ),
        "range",
    );
    const _: () = ::agent_core::__private::check_bound(
        <u32 as __p::Input>::INPUT.shape,
        &::agent_core::__private::Bound::Maximum(
            ::agent_core::__private::Limit::Integer(50i128),
        ),
        "range",
    );
    #[automatically_derived]
    impl __p::Tool for FindOrders {
        const CONTRACT: &'static __p::Contract = &__CONTRACT;
        type Output = Vec<Order>;
        fn from_json(__text: &__p::str) -> __p::Result<Self, __p::ArgumentError> {
            let mut __args = __p::Args::read(__text, __p::ShapeRef::new(&__ARGUMENTS))?;
            __p::Ok(Self {
                text: <String as __p::Input>::take(&mut __args, 0usize)?,
                limit: <u32 as __p::Input>::take_or(&mut __args, 1usize, || 10)?,
                open: <bool as __p::Input>::take_or(
                    &mut __args,
                    2usize,
                    || __p::Default::default(),
                )?,
            })
        }
    }
    #[automatically_derived]
    impl<__D: ?__p::Sized + __p::Sync> __p::Call<__D> for FindOrders {
        fn call(
            self,
            __deps: &__D,
            __cx: &__p::CallContext,
        ) -> impl __p::Future<
            Output = __p::Result<<FindOrders as __p::Tool>::Output, __p::Failure>,
        > + __p::Send {
            async move { __p::Ok(find_orders(self.text, self.limit, self.open)) }
        }
    }
    #[automatically_derived]
    impl __p::Serialize for FindOrders {
        fn serialize<__S: __p::Serializer>(
            &self,
            __s: __S,
        ) -> __p::Result<__S::Ok, __S::Error> {
            let mut __call = __p::Serializer::serialize_struct(
                __s,
                "FindOrders",
                3usize,
            )?;
            <String as __p::Input>::write(&self.text, &mut __call, "text")?;
            <u32 as __p::Input>::write(&self.limit, &mut __call, "limit")?;
            <bool as __p::Input>::write(&self.open, &mut __call, "open")?;
            __p::SerializeStruct::end(__call)
        }
    }
    #[automatically_derived]
    impl __p::clone::Clone for FindOrders {
        fn clone(&self) -> Self {
            Self {
                text: <String as __p::Input>::copy(&self.text),
                limit: <u32 as __p::Input>::copy(&self.limit),
                open: <bool as __p::Input>::copy(&self.open),
            }
        }
    }
    #[automatically_derived]
    impl __p::cmp::PartialEq for FindOrders {
        fn eq(&self, __other: &Self) -> __p::bool {
            __p::same_json(self, __other)
        }
    }
    #[automatically_derived]
    impl __p::fmt::Debug for FindOrders {
        fn fmt(&self, __f: &mut __p::fmt::Formatter<'_>) -> __p::fmt::Result {
            __p::debug("FindOrders", self, __f)
        }
    }
};
