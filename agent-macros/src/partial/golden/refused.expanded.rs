const _: () = {
    #[automatically_derived]
    impl<T> ::agent_core::__private::Partial for Page<T> {
        type Partial = Self;
        type Slot<__P> = ::agent_core::__private::Option<__P>;
    }
};
::core::compile_error! {
    "streamed type `Page` must not have parameters\nnote: derive `Partial` on a type for each use, or write `impl Partial for Page<..>` by hand"
}
