const _: () = {
    #[automatically_derived]
    impl ::agent_core::__private::Partial for Color {
        type Partial = Self;
        type Slot<__P> = ::agent_core::__private::Option<__P>;
    }
};
