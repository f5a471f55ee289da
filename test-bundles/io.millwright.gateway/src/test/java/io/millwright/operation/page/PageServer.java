package io.millwright.operation.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The page of a core on 127.0.0.1, for whoever asks: one user with one token. */
final class PageServer implements AutoCloseable {
    static final String TOKEN = "token-of-this-login";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(4);

    PageServer(PageCore core) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().getRawPath();
                if (path.length() > 1 && path.endsWith("/")) {
                    // As Kura 5.6 does.
                    exchange.getResponseHeaders().set("Location", path.substring(0, path.length() - 1));
                    exchange.sendResponseHeaders(302, -1);
                    return;
                }
                PageAnswer answer = core.answer(new Call(exchange));
                answer.headers().forEach(exchange.getResponseHeaders()::set);
                boolean empty = answer.body().length == 0;
                exchange.sendResponseHeaders(answer.status(), empty ? -1 : answer.body().length);
                exchange.getResponseBody().write(answer.body());
            }
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private record Call(HttpExchange exchange) implements PageCall {
        @Override
        public String method() {
            return exchange.getRequestMethod();
        }

        @Override
        public String path() {
            return exchange.getRequestURI().getRawPath();
        }

        @Override
        public String query() {
            String query = exchange.getRequestURI().getRawQuery();
            return query == null ? "" : query;
        }

        @Override
        public String header(String name) {
            String value = exchange.getRequestHeaders().getFirst(name);
            return value == null ? "" : value;
        }

        @Override
        public InputStream body() {
            return exchange.getRequestBody();
        }

        @Override
        public String user() {
            return "admin";
        }

        @Override
        public String token() {
            return TOKEN;
        }

        @Override
        public boolean tokenFits(String token) {
            return TOKEN.equals(token);
        }

        @Override
        public void lastTouched(long epochMillis) {
            // There is no login to keep alive.
        }
    }
}
