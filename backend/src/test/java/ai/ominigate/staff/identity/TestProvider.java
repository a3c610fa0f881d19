package ai.ominigate.staff.identity;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID provider on this machine: discovery, an authorization endpoint that asks nobody for a password, a token
 * endpoint that checks the code, the redirect and the verifier, and keys. A test says what is wrong with its tokens.
 */
final class TestProvider implements AutoCloseable {
    static final String CLIENT = "ominigate-console";
    static final String CLIENT_SECRET = "the client's secret & more";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServer server;
    private final Map<String, Grant> grants = new ConcurrentHashMap<>();
    private volatile RSAKey key = newKey();
    private volatile Signing signing = Signing.AS_IT_SHOULD;
    private volatile UnaryOperator<JWTClaimsSet.Builder> person = claims -> claims;
    private volatile boolean away;
    private final AtomicInteger asked = new AtomicInteger();

    /** How a token is signed. */
    enum Signing {
        AS_IT_SHOULD,
        NOT_AT_ALL,
        WITH_ANOTHER_KEY,
        WITH_OUR_SECRET
    }

    private record Grant(String challenge, String redirect, String nonce) {}

    TestProvider() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/.well-known/openid-configuration", this::discovery);
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.createContext("/keys", exchange -> answer(exchange, 200, new JWKSet(key.toPublicJWK()).toString()));
        server.start();
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Who signs in next, by claims of their token. */
    TestProvider says(UnaryOperator<JWTClaimsSet.Builder> claims) {
        person = claims;
        return this;
    }

    TestProvider signs(Signing how) {
        signing = how;
        return this;
    }

    /** Whether from now on it fails when it is asked about itself. */
    void isAway(boolean now) {
        away = now;
    }

    /** How often it was asked about itself. */
    int asked() {
        return asked.get();
    }

    /** From now on it signs with another key, which it publishes. */
    void rotateKey() {
        key = newKey();
    }

    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private void discovery(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        answer(
                exchange,
                away ? 503 : 200,
                JSON.writeValueAsString(Map.of(
                        "issuer", issuer(),
                        "authorization_endpoint", issuer() + "/authorize",
                        "token_endpoint", issuer() + "/token",
                        "jwks_uri", issuer() + "/keys")));
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> query = form(exchange.getRequestURI().getRawQuery());
        if (!CLIENT.equals(query.get("client_id"))
                || !"code".equals(query.get("response_type"))
                || !"S256".equals(query.get("code_challenge_method"))) {
            answer(exchange, 400, "{}");
            return;
        }
        String code = UUID.randomUUID().toString();
        grants.put(
                code,
                new Grant(
                        query.getOrDefault("code_challenge", ""),
                        query.getOrDefault("redirect_uri", ""),
                        query.getOrDefault("nonce", "")));
        exchange.getResponseHeaders()
                .set("Location", query.get("redirect_uri") + "?code=" + code + "&state=" + query.get("state"));
        answer(exchange, 302, "");
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Grant grant = grants.remove(form.getOrDefault("code", ""));
        if (grant == null) {
            answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        boolean good = "authorization_code".equals(form.get("grant_type"))
                && grant.redirect().equals(form.get("redirect_uri"))
                && grant.challenge().equals(challenge(form.getOrDefault("code_verifier", "")))
                && isClient(exchange.getRequestHeaders().getFirst("Authorization"));
        if (!good) {
            answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
            return;
        }
        answer(exchange, 200, JSON.writeValueAsString(Map.of("id_token", idToken(grant), "token_type", "Bearer")));
    }

    private static boolean isClient(@Nullable String authorization) {
        if (authorization == null || !authorization.startsWith("Basic ")) {
            return false;
        }
        String[] pair =
                new String(Base64.getDecoder().decode(authorization.substring(6)), StandardCharsets.UTF_8).split(":");
        return pair.length == 2
                && decoded(pair[0]).equals(CLIENT)
                && decoded(pair[1]).equals(CLIENT_SECRET);
    }

    private String idToken(Grant grant) {
        Instant now = InstantSource.system().instant();
        JWTClaimsSet claims = person.apply(new JWTClaimsSet.Builder()
                        .issuer(issuer())
                        .audience(CLIENT)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(300)))
                        .claim("auth_time", now.getEpochSecond())
                        .claim("nonce", grant.nonce()))
                .build();
        try {
            return switch (signing) {
                case AS_IT_SHOULD -> signed(claims, key);
                case NOT_AT_ALL -> new PlainJWT(claims).serialize();
                case WITH_ANOTHER_KEY ->
                    signed(
                            claims,
                            new RSAKey.Builder(newKey()).keyID(key.getKeyID()).build());
                case WITH_OUR_SECRET -> {
                    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
                    token.sign(new MACSigner(Arrays.copyOf(CLIENT_SECRET.getBytes(StandardCharsets.UTF_8), 32)));
                    yield token.serialize();
                }
            };
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String signed(JWTClaimsSet claims, RSAKey key) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    /** RFC 7636, section 4.2. */
    static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> form(String text) {
        return List.of(text.split("&")).stream()
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> decoded(pair[0]), pair -> decoded(pair[1])));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Where its authorization endpoint is, with what a console asks for. */
    URI authorization(String redirect, String verifier, String nonce) {
        return URI.create(issuer() + "/authorize?response_type=code&client_id=" + CLIENT
                + "&scope=openid%20email%20profile&redirect_uri=" + redirect + "&state=s&nonce=" + nonce
                + "&code_challenge_method=S256&code_challenge=" + challenge(verifier));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
