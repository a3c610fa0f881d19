package ai.ominigate.model.privacy;

/**
 * Something stands in the way of forgetting a person no more.
 *
 * @param request the request's id
 * @param code what stood in the way: {@code open_balance} or {@code open_case}
 */
public record DeletionCleared(String request, String code) {}
