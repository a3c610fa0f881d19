package ai.ominigate.model.privacy;

/**
 * What will open a package.
 *
 * @param request the request that the package is made for
 * @param passphrase to be told to whoever asked, and written down nowhere else
 */
public record ToldPassphrase(String request, String passphrase) {
    /** Without what opens it, so that no log line can hold it. */
    @Override
    public String toString() {
        return "ToldPassphrase[" + request + "]";
    }
}
