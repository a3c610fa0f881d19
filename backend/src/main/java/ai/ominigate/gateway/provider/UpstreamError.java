package ai.ominigate.gateway.provider;

/**
 * What a caller is told of an upstream's refusal.
 *
 * @param status of the answer to the caller
 * @param code the gateway's code for it, for reports
 * @param body in the caller's dialect
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
public record UpstreamError(int status, String code, byte[] body) {}
