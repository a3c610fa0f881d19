package ai.ominigate.gateway.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Application;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.platform.TestDatabase;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metrics and traces, wired as they are when OminiGate runs. */
class ObservedApplicationTest {
    /** Labels, which look like metrics. */
    private static final Pattern GROUPED = Pattern.compile("by \\([^)]*\\)");

    private static final Pattern METRIC =
            Pattern.compile("\\b(?:ominigate|gen_ai|jvm|hikaricp|process)_[a-z]+(?:_[a-z]+)*(?=[ {\\[)])");

    @Test
    void metricsAreServedAndTracesAreSentByTheStop(@TempDir Path folder) throws Exception {
        LinkedBlockingQueue<String> collected = new LinkedBlockingQueue<>();
        HttpServer collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/", exchange -> {
            collected.add(exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
        try (TestDatabase database = TestDatabase.create()) {
            try (Application.Running application = Application.start(Map.of(
                    "ominigate.port", 0,
                    "ominigate.data-dir", folder.toString(),
                    "ominigate.database.url", database.jdbcUrl(),
                    "ominigate.database.user", database.user(),
                    "ominigate.database.password", database.password(),
                    "otel.exporter.otlp.endpoint",
                            "http://127.0.0.1:" + collector.getAddress().getPort()))) {
                CallObserver observer = application.context().getBean(CallObserver.class);
                CallReport report = Reports.streamed(TokenCounts.of(10, 5));
                observer.ended(report);
                observer.started(null).ended(report);

                assertThat(metrics(application.baseUrl()))
                        .contains("ominigate_calls_total{end=\"done\",model=\"unknown\"")
                        .contains("gen_ai_server_request_duration_seconds_bucket{")
                        .contains("ominigate_operational_log_queued");
            }
            assertThat(collected)
                    .isNotEmpty()
                    .allSatisfy(request ->
                            assertThat(request).startsWith("/v1/traces ").contains("gen_ai.provider.name"));
        } finally {
            collector.stop(0);
        }
    }

    @Test
    void everyMetricThatTheRulesAndTheDashboardForOperatorsNameIsServed(@TempDir Path folder) throws Exception {
        try (TestDatabase database = TestDatabase.create();
                Application.Running application = Application.start(Map.of(
                        "ominigate.port", 0,
                        "ominigate.data-dir", folder.toString(),
                        "ominigate.database.url", database.jdbcUrl(),
                        "ominigate.database.user", database.user(),
                        "ominigate.database.password", database.password(),
                        // Nobody listens there; that limits are shared, and do not reach it, is what a metric tells.
                        "ominigate.valkey-url", "valkey://127.0.0.1:1"))) {
            CallObserver observer = application.context().getBean(CallObserver.class);
            CallReport report = Reports.streamed(TokenCounts.of(10, 5));
            observer.ended(report);
            observer.started(null).ended(report);
            observer.ended(Reports.refused("fast", 503, "no_upstream"));
            System.gc();

            String served = metrics(application.baseUrl());

            for (String file : List.of("alerts.yml", "grafana-dashboard.json")) {
                Set<String> named = METRIC.matcher(GROUPED.matcher(Files.readString(Path.of("../docs/operating", file)))
                                .replaceAll(""))
                        .results()
                        .map(MatchResult::group)
                        .collect(Collectors.toCollection(TreeSet::new));
                assertThat(named)
                        .as(file)
                        .isNotEmpty()
                        .allSatisfy(name -> assertThat(served).containsPattern("(?m)^" + name + "[ {]"));
            }
        }
    }

    private static String metrics(URI baseUrl) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(baseUrl + "/prometheus"))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }
}
