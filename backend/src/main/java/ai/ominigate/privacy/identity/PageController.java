package ai.ominigate.privacy.identity;

import ai.ominigate.platform.ClientAddress;
import ai.ominigate.privacy.identity.ProofTable.Kind;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * Where people show that a request is theirs, call it off, open it again, or say that a new address is right, without an account. Whatever does not hold is
 * answered the same, after the same time, whether it is wrong, used, expired, somebody else's or was never there.
 */
@Controller("/privacy")
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
final class PageController {
    /** More than looking takes: so no answer comes sooner than another. */
    static final Duration PACE = Duration.ofMillis(300);

    private static final String CSS = """
            :root {
              color-scheme: light dark;
              --ink: #1d2230; --soft: #5a6275; --line: #dfe2ea; --edge: #8289a0; --ground: #fbfbfd; --surface: #ffffff;
              --accent: #3346d3; --on-accent: #ffffff;
            }
            @media (prefers-color-scheme: dark) {
              :root {
                --ink: #e7e9f2; --soft: #a3abc0; --line: #2c3244; --edge: #7a829b; --ground: #12151f; --surface: #191d29;
                --accent: #8c9bff; --on-accent: #12151f;
              }
            }
            * { box-sizing: border-box; }
            body {
              margin: 0; background: var(--ground); color: var(--ink);
              font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
            }
            header { padding: 0 24px; border-bottom: 1px solid var(--line); }
            header a {
              display: flex; align-items: center; max-width: 1152px; min-height: 56px; margin: 0 auto;
              color: var(--ink); font-size: 16px; font-weight: 600; letter-spacing: -0.01em; text-decoration: none;
            }
            main { max-width: 480px; margin: 48px auto; padding: 0 16px; overflow-wrap: anywhere; }
            h1 { margin: 0 0 12px; font-size: 28px; line-height: 1.2; font-weight: 600; letter-spacing: -0.015em; text-wrap: balance; }
            p { margin: 12px 0; }
            form { margin: 16px 0; }
            :visited, :link { color: var(--accent); }
            header :visited, header :link { color: var(--ink); }
            label { display: block; margin: 16px 0; font-weight: 600; }
            input {
              display: block; width: 100%; min-height: 44px; margin-top: 4px; padding: 4px 12px;
              border: 1px solid var(--edge); border-radius: 6px; background: var(--surface); color: var(--ink); font: inherit; font-weight: 400;
            }
            input::placeholder { color: var(--soft); opacity: 1; }
            button {
              min-height: 44px; padding: 0 24px; border: 0; border-radius: 6px;
              background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer;
            }
            :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
            """;

    private final Proofs proofs;
    private final Guesses guesses;
    private final ClientAddress addresses;

    PageController(Proofs proofs, Guesses guesses, ClientAddress addresses) {
        this.proofs = proofs;
        this.guesses = guesses;
        this.addresses = addresses;
    }

    @Get("/pages.css")
    @Produces("text/css")
    String css() {
        return CSS;
    }

    @Get("/verify")
    HttpResponse<String> form(HttpRequest<?> request) {
        return page(HttpStatus.OK, pages(request).form());
    }

    @Post("/verify")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    HttpResponse<String> check(HttpRequest<?> request, @Body Map<String, String> fields)
            throws SQLException, InterruptedException {
        String reference = fields.getOrDefault("reference", "");
        String code = fields.getOrDefault("code", "");
        return answer(request, "verified", "not-held", () -> proofs.check(reference, code));
    }

    @Get("/verify/{token}")
    HttpResponse<String> askVerify(@PathVariable String token, HttpRequest<?> request) {
        return page(HttpStatus.OK, pages(request).question("verify"));
    }

    @Post("/verify/{token}")
    @Consumes(MediaType.ALL)
    HttpResponse<String> verify(@PathVariable String token, HttpRequest<?> request)
            throws SQLException, InterruptedException {
        return answer(request, "verified", "not-held", () -> proofs.follow(token, Kind.LINK));
    }

    @Get("/call-off/{token}")
    HttpResponse<String> askCallOff(@PathVariable String token, HttpRequest<?> request) {
        return page(HttpStatus.OK, pages(request).question("call-off"));
    }

    @Post("/call-off/{token}")
    @Consumes(MediaType.ALL)
    HttpResponse<String> callOff(@PathVariable String token, HttpRequest<?> request)
            throws SQLException, InterruptedException {
        return answer(request, "called-off", "not-held", () -> proofs.follow(token, Kind.CALL_OFF));
    }

    @Get("/reopen/{token}")
    HttpResponse<String> askReopen(@PathVariable String token, HttpRequest<?> request) {
        return page(HttpStatus.OK, pages(request).question("reopen"));
    }

    @Post("/reopen/{token}")
    @Consumes(MediaType.ALL)
    HttpResponse<String> reopen(@PathVariable String token, HttpRequest<?> request)
            throws SQLException, InterruptedException {
        return answer(request, "reopened", "not-held", () -> proofs.follow(token, Kind.REOPEN));
    }

    @Get("/confirm-old/{token}")
    HttpResponse<String> askOld(@PathVariable String token, HttpRequest<?> request) {
        return page(HttpStatus.OK, pages(request).question("confirm-old"));
    }

    @Post("/confirm-old/{token}")
    @Consumes(MediaType.ALL)
    HttpResponse<String> confirmOld(@PathVariable String token, HttpRequest<?> request)
            throws SQLException, InterruptedException {
        return answer(request, "address-confirmed", "not-held", () -> proofs.follow(token, Kind.CONFIRM_OLD));
    }

    @Get("/confirm-new/{token}")
    HttpResponse<String> askNew(@PathVariable String token, HttpRequest<?> request) {
        return page(HttpStatus.OK, pages(request).question("confirm-new"));
    }

    @Post("/confirm-new/{token}")
    @Consumes(MediaType.ALL)
    HttpResponse<String> confirmNew(@PathVariable String token, HttpRequest<?> request)
            throws SQLException, InterruptedException {
        return answer(request, "address-confirmed", "not-held", () -> proofs.follow(token, Kind.CONFIRM_NEW));
    }

    @Get("/revert/{token}")
    HttpResponse<String> askRevert(@PathVariable String token, HttpRequest<?> request) {
        return page(HttpStatus.OK, pages(request).question("revert"));
    }

    @Post("/revert/{token}")
    @Consumes(MediaType.ALL)
    HttpResponse<String> revert(@PathVariable String token, HttpRequest<?> request)
            throws SQLException, InterruptedException {
        return answer(request, "reverted", "not-held", () -> proofs.follow(token, Kind.REVERT));
    }

    private interface Attempt {
        Proofs.Outcome run() throws SQLException;
    }

    private HttpResponse<String> answer(HttpRequest<?> request, String held, String notHeld, Attempt attempt)
            throws SQLException, InterruptedException {
        long start = System.nanoTime();
        byte[] address = addresses.of(request.getRemoteAddress(), request.getHeaders()::getAll);
        if (!guesses.mayTry(address)) {
            return page(HttpStatus.TOO_MANY_REQUESTS, pages(request).told("too-often"));
        }
        Proofs.Outcome outcome = attempt.run();
        long left = PACE.toNanos() - (System.nanoTime() - start);
        if (left > 0) {
            Thread.sleep(Duration.ofNanos(left));
        }
        if (!outcome.held()) {
            return page(HttpStatus.FORBIDDEN, pages(request).told(notHeld));
        }
        String passphrase = outcome.passphrase();
        return page(
                HttpStatus.OK,
                passphrase == null ? pages(request).told(held) : pages(request).toldWith(held, passphrase));
    }

    private static Pages pages(HttpRequest<?> request) {
        return Pages.in(request.getLocale().orElse(Locale.ENGLISH));
    }

    private static MutableHttpResponse<String> page(HttpStatus status, String html) {
        return HttpResponse.<String>status(status)
                .body(html)
                .contentType(MediaType.of(MediaType.TEXT_HTML + ";charset=utf-8"))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("Content-Security-Policy", "default-src 'self'; form-action 'self'; frame-ancestors 'none'")
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff");
    }
}
