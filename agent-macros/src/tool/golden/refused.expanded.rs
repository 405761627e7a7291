/// Greet somebody.
#[allow(
    clippy::needless_pass_by_value,
    clippy::ptr_arg,
    clippy::trivially_copy_pass_by_ref
)]
pub fn greet(name: &str, times: u8) -> String {
    name.repeat(times)
}
/// Greet somebody.
#[allow(missing_docs, private_interfaces)]
pub struct Greet {
    pub name: ::std::string::String,
    pub times: u8,
}
#[allow(unused_qualifications, deprecated)]
const _: () = {
    use ::agent_core::__private as __p;
    static __ARGUMENTS: __p::Shape = __p::arguments("", "", 0, &[]);
    static __CONTRACT: __p::Contract = __p::contract::<Greet>("", &__ARGUMENTS, "");
    impl __p::Tool for Greet {
        const CONTRACT: &'static __p::Contract = &__CONTRACT;
        type Output = String;
        fn from_json(_: &__p::str) -> __p::Result<Self, __p::ArgumentError> {
            __p::stub()
        }
    }
    impl<__D: ?__p::Sized> __p::Call<__D> for Greet {
        fn call(
            self,
            _: &__D,
            _: &__p::CallContext,
        ) -> impl __p::Future<
            Output = __p::Result<<Greet as __p::Tool>::Output, __p::Failure>,
        > + __p::Send {
            __p::pending()
        }
    }
    impl __p::Serialize for Greet {
        fn serialize<__S: __p::Serializer>(
            &self,
            _: __S,
        ) -> __p::Result<__S::Ok, __S::Error> {
            __p::stub()
        }
    }
    impl __p::clone::Clone for Greet {
        fn clone(&self) -> Self {
            __p::stub()
        }
    }
    impl __p::cmp::PartialEq for Greet {
        fn eq(&self, _: &Self) -> __p::bool {
            __p::stub()
        }
    }
    impl __p::fmt::Debug for Greet {
        fn fmt(&self, _: &mut __p::fmt::Formatter<'_>) -> __p::fmt::Result {
            __p::stub()
        }
    }
};
::core::compile_error! {
    "parameter `name` must be `String`\nnote: `&T` asks the agent's deps for a `T`; the model fills in parameters taken by value"
}
