package ai.ominigate.model.privacy;

/**
 * What became of the link to a person's data.
 *
 * @param request the request that the package was made for
 * @param revoked whether it led somewhere until now
 */
public record PackageRevoked(String request, boolean revoked) {}
