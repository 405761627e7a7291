/// Look up an order.
#[allow(
    clippy::needless_pass_by_value,
    clippy::ptr_arg,
    clippy::trivially_copy_pass_by_ref
)]
pub async fn get_order(
    order_id: OrderId,
    lines: Option<bool>,
    orders: &Orders,
) -> Result<Order, OrderError> {
    orders.find(&order_id, lines).await
}
/// Look up an order.
#[allow(missing_docs, private_interfaces)]
pub struct GetOrder {
    /// Order number as printed on the receipt.
    pub order_id: OrderId,
    pub lines: Option<bool>,
}
#[allow(unused_qualifications, deprecated)]
const _: () = {
    use ::agent_core::__private as __p;
    const __FIELDS: [__p::Field; 2usize] = [
        __p::Field {
            name: "order_id",
            doc: "Order number as printed on the receipt.",
            place: __p::place!(),
            ..<OrderId as __p::Input>::INPUT
        },
        __p::Field {
            name: "lines",
            doc: "",
            place: __p::place!(),
            ..<Option<bool> as __p::Input>::INPUT
        },
    ];
    static __ARGUMENTS: __p::Shape = __p::arguments(
        "GetOrder",
        "Look up an order.",
        9031909818159327250u64,
        &__FIELDS,
    );
    const __CONTRACT: __p::Contract = __p::Contract {
        class: __p::Class::Read,
        concurrent: true,
        ..__p::contract::<GetOrder>("get_order", &__ARGUMENTS, __p::place!())
    };
    const _: () = __p::check_parameter("get_order", &__FIELDS[0usize]);
    #[automatically_derived]
    impl __p::Tool for GetOrder {
        const CONTRACT: &'static __p::Contract = &__CONTRACT;
        type Output = <Result<Order, OrderError> as __p::ToolReturn>::Ok;
        fn from_json(__text: &__p::str) -> __p::Result<Self, __p::ArgumentError> {
            let mut __args = __p::Args::read(__text, __p::ShapeRef::new(&__ARGUMENTS))?;
            __p::Ok(Self {
                order_id: <OrderId as __p::Input>::take(&mut __args, 0usize)?,
                lines: <Option<bool> as __p::Input>::take(&mut __args, 1usize)?,
            })
        }
    }
    #[automatically_derived]
    impl<__D: ?__p::Sized + __p::Sync> __p::Call<__D> for GetOrder
    where
        __D: __p::Provides<Orders>,
    {
        fn call(
            self,
            __deps: &__D,
            __cx: &__p::CallContext,
        ) -> impl __p::Future<
            Output = __p::Result<<GetOrder as __p::Tool>::Output, __p::Failure>,
        > + __p::Send {
            async move {
                use __p::NoDetail as _;
                match <_ as __p::ToolReturn>::into_result(
                    get_order(
                            self.order_id,
                            self.lines,
                            <__D as __p::Provides<Orders>>::provide(__deps, __cx),
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
    impl __p::Serialize for GetOrder {
        fn serialize<__S: __p::Serializer>(
            &self,
            __s: __S,
        ) -> __p::Result<__S::Ok, __S::Error> {
            let mut __call = __p::Serializer::serialize_struct(__s, "GetOrder", 2usize)?;
            <OrderId as __p::Input>::write(&self.order_id, &mut __call, "order_id")?;
            <Option<bool> as __p::Input>::write(&self.lines, &mut __call, "lines")?;
            __p::SerializeStruct::end(__call)
        }
    }
    #[automatically_derived]
    impl __p::clone::Clone for GetOrder {
        fn clone(&self) -> Self {
            Self {
                order_id: <OrderId as __p::Input>::copy(&self.order_id),
                lines: <Option<bool> as __p::Input>::copy(&self.lines),
            }
        }
    }
    #[automatically_derived]
    impl __p::cmp::PartialEq for GetOrder {
        fn eq(&self, __other: &Self) -> __p::bool {
            __p::same_json(self, __other)
        }
    }
    #[automatically_derived]
    impl __p::fmt::Debug for GetOrder {
        fn fmt(&self, __f: &mut __p::fmt::Formatter<'_>) -> __p::fmt::Result {
            __p::debug("GetOrder", self, __f)
        }
    }
};
