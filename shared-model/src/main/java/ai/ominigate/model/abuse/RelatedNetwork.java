package ai.ominigate.model.abuse;

/**
 * Another network beside one.
 *
 * @param network as long as what one party has: /32 and /64 lie in a /24 and a /56; masked where it is of few people
 * @param calls requests that came from it
 * @param refused those of them that were answered with 401, 403 or 429
 */
public record RelatedNetwork(String network, long calls, long refused) {}
