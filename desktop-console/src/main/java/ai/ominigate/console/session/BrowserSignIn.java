package ai.ominigate.console.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.ominigate.model.staff.ProviderOffer;
import ai.ominigate.model.staff.ProviderSignIn;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;

/**
 * Signing in at the organisation's provider with the system's browser: authorization code with PKCE (RFC 7636) and a redirect
 * to a port of this machine (RFC 8252, section 7.3).
 */
final class BrowserSignIn {

    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final String PATH = "/signed-in";
    private static final String PAGE = "<!doctype html><meta charset=utf-8><title>OminiGate</title>"
            + "<p style=\"font:16px system-ui;margin:3em\">You can close this page and go back to the console. · "
            + "可以关闭此页面并返回控制台。";
    private static final SecureRandom RANDOM = new SecureRandom();

    private BrowserSignIn() {}

    /**
     * Blocks until the browser came back.
     *
     * @param anew whether the provider is to ask for the password and the like even of somebody whom it knows
     * @throws IOException if it came back without a code, or not within {@code patience}
     */
    static ProviderSignIn at(ProviderOffer offer, Browser browser, boolean anew, Duration patience)
            throws IOException, InterruptedException {
        String verifier = random();
        String state = random();
        String nonce = random();
        BlockingQueue<Map<String, String>> answers = new ArrayBlockingQueue<>(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0), 0);
        try {
            server.createContext(PATH, exchange -> {
                Map<String, String> answer = query(exchange);
                page(exchange);
                // Whatever else comes along, as another page's request, is none of ours.
                if (state.equals(answer.get("state"))) {
                    answers.offer(answer);
                }
            });
            server.start();
            String redirect = "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
            browser.open(page(offer, anew, redirect, verifier, state, nonce));
            Map<String, String> answer = answers.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            String code = answer == null ? null : answer.get("code");
            if (code == null) {
                throw new IOException("The browser did not come back with a sign-in");
            }
            return new ProviderSignIn(code, verifier, redirect, nonce);
        } finally {
            server.stop(0);
        }
    }

    private static URI page(
            ProviderOffer offer, boolean anew, String redirect, String verifier, String state, String nonce) {
        HttpUrl.Builder page = HttpUrl.get(offer.authorizationEndpoint())
                .newBuilder()
                .addQueryParameter("response_type", "code")
                .addQueryParameter("client_id", offer.clientId())
                .addQueryParameter("redirect_uri", redirect)
                .addQueryParameter("scope", offer.scope())
                .addQueryParameter("state", state)
                .addQueryParameter("nonce", nonce)
                .addQueryParameter("code_challenge", challenge(verifier))
                .addQueryParameter("code_challenge_method", "S256");
        if (anew) {
            // OpenID Connect Core 1.0, section 3.1.2.1.
            page.addQueryParameter("max_age", "0");
        }
        return page.build().uri();
    }

    private static void page(HttpExchange exchange) throws IOException {
        byte[] page = PAGE.getBytes(UTF_8);
        exchange.getResponseHeaders().add("content-type", "text/html; charset=utf-8");
        exchange.sendResponseHeaders(200, page.length);
        exchange.getResponseBody().write(page);
        exchange.close();
    }

    private static Map<String, String> query(HttpExchange exchange) {
        HttpUrl url = Optional.ofNullable(HttpUrl.parse("http://127.0.0.1" + exchange.getRequestURI()))
                .orElseThrow();
        Map<String, String> query = new HashMap<>();
        url.queryParameterNames()
                .forEach(name -> query.put(
                        name, Optional.ofNullable(url.queryParameter(name)).orElse("")));
        return query;
    }

    private static String random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
