package ai.ominigate.model.abuse;

/**
 * A network around one, of a size that one party may have.
 *
 * @param network a /24, a /56 or a /48
 * @param calls requests that came from it
 * @param refused those of them that were answered with 401, 403 or 429
 * @param parties how many addresses of IPv4, or networks /64 of IPv6, they came from
 */
public record RelatedNetwork(String network, long calls, long refused, int parties) {}
