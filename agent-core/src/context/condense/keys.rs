//! What the keys of a body say of their values, whoever made it.

/// What a member is, by its key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Member {
    /// Says what happened, in a sentence.
    Message,
    /// Says what happened, in a word.
    Class,
    /// Says what happened, as a number or a word that needs its key.
    Status,
    /// Says where in a request.
    Place,
    /// A value that was refused, one that is expected, or when to try again.
    Value,
    Id,
    Other,
    Noise,
    /// Only holds others.
    Holder,
}

/// Whether the value is one that was given, and refused.
pub(super) fn is_given(key: &str) -> bool {
    matches!(
        key.to_lowercase().as_str(),
        "input" | "value" | "rejectedvalue" | "received" | "given" | "actual" | "got"
    )
}

/// What a key says of its value.
pub(super) fn member(key: &str) -> Member {
    let key = key
        .trim_start_matches(['_', '@', '$'])
        .to_lowercase()
        .replace(['-', ' '], "_");
    match key.as_str() {
        "message" | "msg" | "detail" | "error_description" | "errormessage" | "error_message"
        | "description" | "err" | "defaultmessage" | "user_message" | "faultstring" | "text"
        | "summary" | "cause" | "exception_message" => Member::Message,
        "error" | "type" | "title" | "reason" | "error_code" | "errorcode" | "exception"
        | "name" | "kind" | "error_type" | "errortype" | "fault" => Member::Class,
        "code" | "status" | "statuscode" | "status_code" | "http_status" | "sqlstate" | "errno"
        | "exit_code" => Member::Status,
        "loc" | "path" | "field" | "pointer" | "property" | "param" | "parameter" | "attribute"
        | "instancepath" | "datapath" | "source" | "location" | "fieldpath" | "column"
        | "constraint" | "table" | "propertypath" | "target" => Member::Place,
        "input" | "value" | "rejectedvalue" | "received" | "given" | "actual" | "got"
        | "expected" | "allowed" | "hint" | "suggestion" | "retry_after" | "retryafter"
        | "retry_after_ms" | "retrydelay" | "retry_delay" | "limit" | "available" | "required"
        | "allowedvalues" | "maximum" | "minimum" => Member::Value,
        "timestamp" | "time" | "ts" | "date" | "trace" | "stack" | "stacktrace" | "stack_trace"
        | "url" | "help" | "href" | "line" | "documentation_url" | "doc_url" | "logger"
        | "thread" | "pid" | "hostname" | "caller" | "version" | "apiversion" | "metadata"
        | "level" | "severity" | "requestid" | "request_id" | "traceid" | "trace_id"
        | "span_id" | "lvl" | "v" | "extendedstacktrace" | "locations" | "schemapath" | "links"
        | "more_info" | "correlationid" | "correlation_id" | "hostid" | "logger_name"
        | "thread_name" | "file" | "function" | "service" | "env" | "objectname" | "codes"
        | "arguments" | "content_type" | "server" | "transfer_encoding" | "connection"
        | "cache_control" | "content_length" | "domain" | "attempt" | "attempts" | "elapsed_ms"
        | "duration" | "elapsed" | "goroutine" | "pool" => Member::Noise,
        "errors" | "details" | "violations" | "causes" | "data" | "response" | "body"
        | "extensions" | "issues" | "ctx" | "error_details" | "invalid_params" | "context"
        | "validationerrors" | "failures" | "problems" => Member::Holder,
        "id" | "instance" | "resource" => Member::Id,
        key if key.ends_with("_id") || key.ends_with("id") && key.len() > 4 => Member::Id,
        _ => Member::Other,
    }
}
