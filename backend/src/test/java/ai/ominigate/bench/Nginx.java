package ai.ominigate.bench;

import ai.ominigate.FreePort;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** nginx as a plain proxy with one worker: what a relay costs that knows nothing of keys, money or tokens. */
final class Nginx {

    static final String NAME = "nginx";

    private static final String CONFIGURATION = """
            worker_processes 1; daemon off; pid nginx.pid; error_log stderr error;
            worker_rlimit_nofile %3$d;
            events { worker_connections %3$d; }
            http {
              access_log off; tcp_nodelay on; keepalive_requests 100000000;
              client_max_body_size 32m; client_body_buffer_size 64k;
              client_body_temp_path body; proxy_temp_path proxy;
              fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
              upstream model { server 127.0.0.1:%1$d; keepalive 2048; keepalive_requests 100000000; }
              server {
                listen 127.0.0.1:%2$d backlog=4096;
                location / {
                  proxy_pass http://model; proxy_http_version 1.1; proxy_set_header Connection "";
                  proxy_buffering off; proxy_read_timeout 600s;
                }
              }
            }
            """;

    private Nginx() {}

    /** @return empty where nginx is not installed */
    static Optional<Target> start(Path work, int modelPort) {
        return program().map(program -> {
            int port = FreePort.any();
            Path folder = configured(work.resolve("nginx"), modelPort, port);
            List<String> command = List.of(program.toString(), "-p", folder.toString(), "-c", "nginx.conf");
            ChildProcess nginx =
                    ChildProcess.start(command, Map.of(), folder, folder.resolve("output"), Cores.ofTarget());
            Ports.await(port, nginx, folder.resolve("output"));
            return new Target(NAME, Target.local(port), "none", nginx);
        });
    }

    private static Path configured(Path folder, int modelPort, int port) {
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("nginx.conf"), CONFIGURATION.formatted(modelPort, port, Machine.mostFiles()));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> program() {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, "nginx"))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
