package ai.ominigate.dashboard;

import ai.ominigate.catalog.Catalogue;
import ai.ominigate.catalog.Model;
import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester;
import ai.ominigate.customer.identity.Visit;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.RequestId;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One real call, to see what a model says and what that costs. */
@Controller("/try")
@ExecuteOn(TaskExecutors.BLOCKING)
@Permitted(Permission.MANAGE_KEYS)
@Produces(MediaType.TEXT_HTML)
final class TryController {
    private static final Logger LOG = LoggerFactory.getLogger(TryController.class);
    private static final String SECTION = "first-steps";
    private static final String PROMPT = "prompt";
    private static final String JSON_LINES = "application/jsonl; charset=utf-8";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Catalogue catalogue;
    private final Attempts attempts;
    private final Pages pages;

    TryController(Catalogue catalogue, Attempts attempts, Pages pages) {
        this.catalogue = catalogue;
        this.attempts = attempts;
        this.pages = pages;
    }

    /** The box. */
    @Get
    HttpResponse<String> box(Requester.SignedIn me, HttpRequest<?> request) {
        return page(HttpStatus.OK, me, request, Form.EMPTY, null);
    }

    private HttpResponse<String> page(
            HttpStatus status, Requester.SignedIn me, HttpRequest<?> request, Form form, @Nullable Attempt attempt) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("models", models());
        parameters.put("form", form);
        parameters.put("attempt", attempt);
        return pages.once(status, request, "try", pages.frame(request, me, SECTION), parameters);
    }

    private List<String> models() {
        return catalogue.models().stream()
                .filter(model -> model.tasks().contains(Model.Task.CHAT))
                .map(Model::name)
                .sorted()
                .toList();
    }

    /** Makes the call, and shows what came of it, this once. */
    @Post
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    HttpResponse<String> make(
            @Body Map<String, String> fields, Visit visit, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException, IOException, InterruptedException {
        Form form = Form.of(fields);
        try (Attempts.Ready call = begin(form, visit, me, request)) {
            Attempt attempt = call.make(form.get(PROMPT), piece -> {});
            return page(HttpStatus.OK, me, request, form, attempt);
        } catch (Refused e) {
            String why = pages.frame(request, me, SECTION).why(e);
            return page(e.status(), me, request, form.refused(why), null);
        }
    }

    /** @throws Refused if it cannot be made, with nothing charged */
    private Attempts.Ready begin(Form form, Visit visit, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        String model = form.get("model");
        String prompt = form.get(PROMPT);
        if (!models().contains(model)) {
            throw new Refused(HttpStatus.BAD_REQUEST, "try_model", "Choose one of the models.");
        }
        if (prompt.isEmpty() || prompt.length() > Attempts.LONGEST) {
            throw new Refused(
                    HttpStatus.BAD_REQUEST,
                    "try_prompt",
                    "Write something for the model, of at most " + Attempts.LONGEST + " characters.");
        }
        return attempts.begin(me.account(), visit.address(), RequestId.of(request), model);
    }

    /**
     * The same for our script: the answer as it is given, in lines of JSON. Each has a {@code piece} of the answer; or the
     * {@code price} of the call, at its end; or that it {@code failed}, with what the gateway {@code said} and the name of the
     * {@code call}. What is refused before the call is an error as ever, and has cost nothing.
     */
    @Post("/stream")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(JSON_LINES)
    HttpResponse<StreamedFile> stream(
            @Body Map<String, String> fields, Visit visit, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        Frame frame = pages.frame(request, me, SECTION);
        Attempts.Ready call = begin(form, visit, me, request);
        FilePipe pipe = new FilePipe();
        Thread.ofVirtual().name("try").start(() -> write(pipe, call, form.get(PROMPT), frame));
        return HttpResponse.ok(new StreamedFile(pipe.out(), MediaType.of(JSON_LINES)))
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("X-Content-Type-Options", "nosniff")
                // Proxies that collect answers leave this one alone.
                .header("X-Accel-Buffering", "no");
    }

    private static void write(FilePipe to, Attempts.Ready call, String prompt, Frame frame) {
        try (call) {
            OutputStream lines = to.in();
            try {
                Attempt attempt = call.make(prompt, piece -> send(lines, Map.of("piece", piece)));
                String refusal = attempt.refusal();
                if (refusal != null) {
                    send(lines, Map.of("failed", attempt.failure(frame), "said", refusal, "call", attempt.call()));
                }
                if (attempt.answer() != null) {
                    send(lines, Map.of("price", attempt.price(frame)));
                }
            } catch (Refused e) {
                send(lines, Map.of("failed", frame.why(e)));
            }
            lines.close();
        } catch (IOException e) {
            to.fail();
            LOG.debug("Whoever tried a model has left");
        } catch (InterruptedException e) {
            to.fail();
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            // The answer is there, and the key ends by itself.
            LOG.warn("The key of a model that was tried could not be revoked: SQLSTATE {}", e.getSQLState());
        }
    }

    private static void send(OutputStream lines, Map<String, String> line) throws IOException {
        lines.write((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
