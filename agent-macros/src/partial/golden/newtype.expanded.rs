const _: () = {
    #[automatically_derived]
    impl ::agent_core::__private::Partial for OrderId {
        type Partial = <String as ::agent_core::__private::Partial>::Partial;
        type Slot<__P> = <String as ::agent_core::__private::Partial>::Slot<__P>;
    }
};
