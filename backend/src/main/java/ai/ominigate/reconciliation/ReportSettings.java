package ai.ominigate.reconciliation;

import ai.ominigate.platform.AddressScope;
import ai.ominigate.platform.CannotStart;
import io.micronaut.context.annotation.ConfigurationInject;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a provider tells what we used: {@code ominigate.reconciliation.providers.<name>}. */
@EachProperty("ominigate.reconciliation.providers")
final class ReportSettings {
    private final String provider;
    private final ReportKind kind;
    private final String adminKey;
    private final URI base;
    private final List<String> only;

    /**
     * @param provider as the catalogue calls it
     * @param kind {@code openai} or {@code anthropic}; null where the name says so
     * @param adminKey of the provider's organization
     * @param baseUrl another place than the provider's own, without {@code /v1}
     * @param only projects of OpenAI's, or workspaces of Anthropic's, that this gateway uses; empty for all
     */
    @ConfigurationInject
    ReportSettings(
            @Parameter String provider,
            @Nullable String kind,
            @Nullable String adminKey,
            @Nullable String baseUrl,
            @Bindable(defaultValue = "") List<String> only) {
        String setting = "ominigate.reconciliation.providers." + provider;
        this.provider = provider;
        this.kind = kind(setting, kind == null ? provider : kind);
        if (adminKey == null || !adminKey.strip().matches("[\\x21-\\x7e]{8,500}")) {
            throw new CannotStart(setting + ".admin-key must be an admin key of the provider's organization.");
        }
        this.adminKey = adminKey.strip();
        this.base = baseUrl == null ? this.kind.base() : base(setting, baseUrl);
        this.only =
                only.stream().map(String::strip).filter(each -> !each.isEmpty()).toList();
    }

    private static ReportKind kind(String setting, String word) {
        try {
            return ReportKind.valueOf(word.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new CannotStart(setting + ".kind must be openai or anthropic: of others no reports are read.", e);
        }
    }

    private static URI base(String setting, String text) {
        try {
            URI uri = URI.create(text.strip().replaceFirst("/$", ""));
            String host = uri.getHost();
            if (host != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()) && isHere(host))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // As one that is none.
        }
        throw new CannotStart(setting + ".base-url must be an https:// address, or an http:// one on this machine.");
    }

    private static boolean isHere(String host) {
        try {
            return host.equals("localhost")
                    || AddressScope.of(InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", ""))) == AddressScope.LOOPBACK;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    String provider() {
        return provider;
    }

    ReportKind kind() {
        return kind;
    }

    String adminKey() {
        return adminKey;
    }

    URI base() {
        return base;
    }

    List<String> only() {
        return only;
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "ReportSettings[" + provider + ", " + base + "]";
    }
}
