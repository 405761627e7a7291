/// Pay money back.
#[allow(
    clippy::needless_pass_by_value,
    clippy::ptr_arg,
    clippy::trivially_copy_pass_by_ref
)]
fn refund(order: OrderId, amount: Cents, bank: &dyn Bank, cx: &CallContext) -> Receipt {
    bank.pay(order, amount, cx)
}
/// Pay money back.
#[allow(missing_docs, private_interfaces)]
struct RefundCall {
    order: OrderId,
    amount: Cents,
}
#[allow(unused_qualifications, deprecated)]
const _: () = {
    use renamed::core::__private as __p;
    const __FIELDS: [__p::Field; 2usize] = [
        __p::Field {
            name: "order",
            doc: "",
            place: __p::place!(),
            ..<OrderId as __p::Input>::INPUT
        },
        __p::Field {
            name: "amount",
            doc: "",
            place: __p::place!(),
            required: false,
            default: "Cents (1)",
            ..<Cents as __p::Input>::INPUT
        },
    ];
    static __ARGUMENTS: __p::Shape = __p::arguments(
        "RefundCall",
        "Pay money back.",
        8507655121642841356u64,
        &__FIELDS,
    );
    static __CONTRACT: __p::Contract = {
        let __contract = __p::Contract {
            version: 2u32,
            versioned: true,
            class: __p::Class::Idempotent,
            gate: __p::Gate::AskIf,
            timeout: __p::Some(__p::Duration::from_millis(90000u64)),
            attempts: 3u32,
            concurrent: true,
            blocking: true,
            ..__p::contract::<RefundCall>("refund-v2", &__ARGUMENTS, __p::place!())
        };
        use __p::PlainReturn as _;
        __p::assert!(
            < __p::Return < Receipt >> ::PLAIN,
            "tool `refund-v2` must name its `Result`\nnote: the return type is an alias; write `Result<T, E>`, or end the alias's name in `Result`"
        );
        __contract
    };
    const _: () = __p::check_parameter("refund-v2", &__FIELDS[0usize]);
    const _: () = __p::check_parameter("refund-v2", &__FIELDS[1usize]);
    const _: &[::core::primitive::u8] = ::core::include_bytes!(
        "…/Cargo.toml"
    );
    #[automatically_derived]
    impl __p::Tool for RefundCall {
        const CONTRACT: &'static __p::Contract = &__CONTRACT;
        type Output = Receipt;
        fn from_json(__text: &__p::str) -> __p::Result<Self, __p::ArgumentError> {
            let mut __args = __p::Args::read(__text, __p::ShapeRef::new(&__ARGUMENTS))?;
            __p::Ok(Self {
                order: <OrderId as __p::Input>::take(&mut __args, 0usize)?,
                amount: <Cents as __p::Input>::take_or(&mut __args, 1usize, || Cents(1))?,
            })
        }
        fn ask_if(&self) -> __p::bool {
            const __ASK_IF: fn(&RefundCall) -> __p::bool = |r| r.amount > 500;
            __ASK_IF(self)
        }
    }
    #[automatically_derived]
    impl<__D: ?__p::Sized + __p::Sync> __p::Call<__D> for RefundCall
    where
        __D: __p::Provides<dyn Bank>,
        __D: __p::Provides<CallContext>,
    {
        fn call(
            self,
            __deps: &__D,
            __cx: &__p::CallContext,
        ) -> impl __p::Future<
            Output = __p::Result<<RefundCall as __p::Tool>::Output, __p::Failure>,
        > + __p::Send {
            async move {
                __p::Ok(
                    refund(
                        self.order,
                        self.amount,
                        <__D as __p::Provides<dyn Bank>>::provide(__deps, __cx),
                        <__D as __p::Provides<CallContext>>::provide(__deps, __cx),
                    ),
                )
            }
        }
    }
    #[automatically_derived]
    impl __p::Serialize for RefundCall {
        fn serialize<__S: __p::Serializer>(
            &self,
            __s: __S,
        ) -> __p::Result<__S::Ok, __S::Error> {
            let mut __call = __p::Serializer::serialize_struct(
                __s,
                "RefundCall",
                2usize,
            )?;
            <OrderId as __p::Input>::write(&self.order, &mut __call, "order")?;
            <Cents as __p::Input>::write(&self.amount, &mut __call, "amount")?;
            __p::SerializeStruct::end(__call)
        }
    }
    #[automatically_derived]
    impl __p::clone::Clone for RefundCall {
        fn clone(&self) -> Self {
            Self {
                order: <OrderId as __p::Input>::copy(&self.order),
                amount: <Cents as __p::Input>::copy(&self.amount),
            }
        }
    }
    #[automatically_derived]
    impl __p::cmp::PartialEq for RefundCall {
        fn eq(&self, __other: &Self) -> __p::bool {
            __p::same_json(self, __other)
        }
    }
    #[automatically_derived]
    impl __p::fmt::Debug for RefundCall {
        fn fmt(&self, __f: &mut __p::fmt::Formatter<'_>) -> __p::fmt::Result {
            __p::debug("RefundCall", self, __f)
        }
    }
};
