package ai.ominigate.staff.identity;

import ai.ominigate.credential.Email;
import ai.ominigate.model.staff.ProviderOffer;
import ai.ominigate.model.staff.ProviderSignIn;
import ai.ominigate.model.staff.RightNeeded;
import ai.ominigate.model.staff.Role;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Rights;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The organisation's OpenID provider: what the staff is told of it, and who somebody is by the code that it gave them
 * (OpenID Connect Core 1.0, section 3.1.3). Blocks.
 */
@Singleton
final class Provider {
    /** What it takes to be let in at all. */
    static final RightNeeded A_ROLE =
            new RightNeeded(Capability.BE_STAFF.name(), Rights.rolesWith(Capability.BE_STAFF), false);

    private static final String SCOPE = "openid email profile";
    private static final Duration KNOWN_FOR = Duration.ofHours(1);

    /** One that did not answer is not asked again for so long: everybody who signs in would wait for it. */
    private static final Duration LEFT_ALONE = Duration.ofSeconds(10);

    /** Signatures of keys that only the provider has: none that are none, or made with what we have, too. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Logger LOG = LoggerFactory.getLogger(Provider.class);

    private final ProviderSettings settings;
    private final ProviderHttp http;
    private final InstantSource clock;
    private volatile @Nullable Discovered discovered;
    private volatile @Nullable Instant silentSince;

    Provider(ProviderSettings settings, ProviderHttp http, InstantSource clock) {
        this.settings = settings;
        this.http = http;
        this.clock = clock;
    }

    /** What the provider says of itself (OpenID Connect Discovery 1.0, section 3). */
    private record Discovered(
            Instant at, String authorizationEndpoint, URI tokenEndpoint, JWKSource<SecurityContext> keys) {}

    /**
     * Who somebody is there.
     *
     * @param subject never given to anybody else: the issuer, a space, its name for them
     * @param email in lower case
     * @param roles those of ours that it says they have
     * @param authenticatedAt when they last typed their password or the like; null if it does not say
     */
    record Person(
            String subject,
            String email,
            String name,
            Set<Role> roles,
            @Nullable Instant authenticatedAt) {}

    /** @throws Refused if there is no provider, or it cannot be asked */
    ProviderOffer offer() {
        Discovered provider = discover();
        return new ProviderOffer(settings.issuer(), settings.clientId(), provider.authorizationEndpoint(), SCOPE);
    }

    /** @throws Refused if the provider does not confirm it */
    Person person(ProviderSignIn wish) {
        if (!Loopback.isRedirect(wish.redirectUri())) {
            throw Refused.invalid("The field 'redirectUri' is not http://127.0.0.1:PORT/… or http://[::1]:PORT/….");
        }
        Discovered provider = discover();
        return person(claims(provider, exchange(provider, wish), wish.nonce()));
    }

    private Discovered discover() {
        if (!settings.isOn()) {
            throw new Refused(
                    HttpStatus.NOT_FOUND,
                    "oidc_off",
                    "Here one signs in with e-mail address, password and code; no other provider is set up.");
        }
        Discovered known = discovered;
        if (known != null && clock.instant().isBefore(known.at().plus(KNOWN_FOR))) {
            return known;
        }
        Instant silent = silentSince;
        if (silent != null && clock.instant().isBefore(silent.plus(LEFT_ALONE))) {
            throw unreachable();
        }
        try {
            ProviderHttp.Answer answer = http.get(
                    URI.create(settings.issuer().replaceFirst("/$", "") + "/.well-known/openid-configuration"));
            JsonNode said = JSON.readTree(answer.body());
            // Section 4.3: else it is somebody else's.
            if (answer.status() != 200
                    || !settings.issuer().equals(said.path("issuer").asText())) {
                throw new IOException("status " + answer.status() + ", or another issuer");
            }
            Discovered found = new Discovered(
                    clock.instant(),
                    said.path("authorization_endpoint").asText(),
                    URI.create(said.path("token_endpoint").asText()),
                    JWKSourceBuilder.<SecurityContext>create(
                                    URI.create(said.path("jwks_uri").asText()).toURL(), http)
                            .refreshAheadCache(false)
                            .retrying(true)
                            .build());
            discovered = found;
            silentSince = null;
            return found;
        } catch (IOException | IllegalArgumentException e) {
            silentSince = clock.instant();
            throw away(e);
        }
    }

    private static Refused away(Exception cause) {
        LOG.warn("The OpenID provider cannot be asked: {}", cause.toString());
        return unreachable();
    }

    private static Refused unreachable() {
        return Refused.forNow(
                HttpStatus.BAD_GATEWAY,
                "provider_unreachable",
                "Your organisation's provider does not answer as it should. Try again later.",
                LEFT_ALONE);
    }

    /** The identity token. */
    private String exchange(Discovered provider, ProviderSignIn wish) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", wish.code());
        form.put("redirect_uri", wish.redirectUri());
        form.put("code_verifier", wish.codeVerifier());
        form.put("client_id", settings.clientId());
        try {
            ProviderHttp.Answer answer = http.post(provider.tokenEndpoint(), encoded(form), basic());
            JsonNode tokens = JSON.readTree(answer.body());
            if (answer.status() >= 500) {
                throw new IOException("status " + answer.status());
            }
            if (answer.status() != 200 || !tokens.path("id_token").isTextual()) {
                throw refused("it refused the code with status " + answer.status());
            }
            return tokens.path("id_token").asText();
        } catch (JsonProcessingException e) {
            throw refused("its answer is no JSON");
        } catch (IOException e) {
            throw away(e);
        }
    }

    /** RFC 6749, section 2.3.1; nothing for a public client. */
    private String basic() {
        if (settings.clientSecret().isEmpty()) {
            return "";
        }
        String pair = encoded(settings.clientId()) + ":" + encoded(settings.clientSecret());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Section 3.1.3.7: signature, issuer, audience, time and nonce; or nothing of it is believed. */
    private JWTClaimsSet claims(Discovered provider, String idToken, String nonce) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, provider.keys()));
        processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                settings.clientId(),
                new JWTClaimsSet.Builder()
                        .issuer(settings.issuer())
                        .claim("nonce", nonce)
                        .build(),
                Set.of("sub", "iat", "exp")));
        try {
            JWTClaimsSet claims = processor.process(idToken, null);
            Object party = claims.getClaim("azp");
            if (party != null && !party.equals(settings.clientId())) {
                throw refused("its token is for another party");
            }
            return claims;
        } catch (ParseException | BadJOSEException e) {
            throw refused(e.getClass().getSimpleName());
        } catch (JOSEException e) {
            throw away(e);
        }
    }

    private Person person(JWTClaimsSet claims) {
        String email = text(claims, "email");
        // Not every provider says it, and some as a text; one that says no is believed.
        if (email.isEmpty() || "false".equalsIgnoreCase(String.valueOf(claims.getClaim("email_verified")))) {
            throw Refused.forbidden(
                    "email_missing",
                    "Your organisation's provider does not tell a verified e-mail address of you. Ask whoever runs it.",
                    A_ROLE);
        }
        String name = text(claims, "name");
        return new Person(
                settings.issuer() + " " + claims.getSubject(),
                Email.checked(email),
                name.isEmpty() ? email : name,
                roles(claims),
                claims.getClaim("auth_time") instanceof Number seconds
                        ? Instant.ofEpochSecond(seconds.longValue())
                        : null);
    }

    /** The claim by its name, or step by step where the name has dots ({@code realm_access.roles}). */
    private Set<Role> roles(JWTClaimsSet claims) {
        Object value = claims.getClaim(settings.roleClaim());
        if (value == null) {
            value = claims.getClaims();
            for (String step : settings.roleClaim().split("\\.")) {
                value = value instanceof Map<?, ?> object ? object.get(step) : null;
            }
        }
        List<?> names = switch (value) {
            case List<?> list -> list;
            case String text -> List.of(text.split("[ ,]+"));
            case null, default -> List.of();
        };
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (Object name : names) {
            Role role = name instanceof String text ? settings.role(text) : null;
            if (role != null) {
                roles.add(role);
            }
        }
        return roles;
    }

    private static String text(JWTClaimsSet claims, String claim) {
        return claims.getClaim(claim) instanceof String text ? text : "";
    }

    private static Refused refused(String why) {
        LOG.info("A sign-in at the OpenID provider was not believed: {}", why);
        return new Refused(
                HttpStatus.UNAUTHORIZED,
                "sign_in_failed",
                "Your organisation's provider does not confirm this sign-in. Begin again.");
    }
}
