pub struct OrderId(String);
