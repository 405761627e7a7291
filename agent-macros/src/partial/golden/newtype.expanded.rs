const _: () = {
    ::agent_core::__private::must_be_partial::<
        ::agent_core::__private::IfSchema<
            String,
            { ::agent_core::__private::has_schema!(String) },
        >,
    >();
    #[automatically_derived]
    impl ::agent_core::__private::Partial for OrderId {
        type Partial = ::agent_core::__private::Begun<
            String,
            { ::agent_core::__private::is_partial!(String) },
        >;
        type Slot<__P> = ::agent_core::__private::Slot<
            String,
            { ::agent_core::__private::is_partial!(String) },
            __P,
        >;
    }
};
