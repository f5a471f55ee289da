package io.millwright.gateway.kura.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Hashtable;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.kura.web.api.Console;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.useradmin.UserAdmin;

/**
 * The web admin's login and session checks on 127.0.0.1, for what add-ons register behind them. Runs from the first login on; in place of
 * a password there is a link that logs in once. Thread-safe.
 */
@Component(service = WebAdmin.class)
public final class WebAdmin {
    private static final int THREADS = 4;
    private static final String COOKIE = "JSESSIONID=";
    private static final String LOGIN = "/login/";

    private final BundleContext context;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, String> once = new ConcurrentHashMap<>();
    private final Map<String, Login> logins = new ConcurrentHashMap<>();
    private final Users users = new Users();
    private final StandInConsole console = new StandInConsole();
    private HttpServer server;
    private ExecutorService threads;
    private ServiceRegistration<Console> registration;
    private ServiceRegistration<UserAdmin> userRegistration;

    /** Called by the component runtime. */
    @Activate
    public WebAdmin(BundleContext context) {
        this.context = context;
    }

    /**
     * Returns a link that logs a user in, once.
     *
     * @param permissions of Kura, such as {@code kura.admin}
     */
    public synchronized String link(String user, Set<String> permissions) {
        if (server == null) {
            start();
        }
        users.put(user, permissions);
        String token = secret();
        once.put(token, user);
        return "http://127.0.0.1:" + server.getAddress().getPort() + LOGIN + token;
    }

    private void start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("The web admin's stand-in gets no port", e);
        }
        threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "emulator-web");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        userRegistration = context.registerService(UserAdmin.class, users, new Hashtable<>());
        registration = context.registerService(Console.class, console, new Hashtable<>());
    }

    @Deactivate
    synchronized void stop() {
        if (server != null) {
            registration.unregister();
            userRegistration.unregister();
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            // A name that leads here from elsewhere is a page that wants to be taken for this one.
            if (!own(exchange.getRequestHeaders().getFirst("Host"))) {
                status(exchange, 421, "not the name of this gateway");
            } else if (path.startsWith(LOGIN)) {
                login(exchange, once.remove(path.substring(LOGIN.length())));
            } else if (path.length() > 1 && path.endsWith("/")) {
                // As Kura 5.6 answers, whoever asks.
                exchange.getResponseHeaders().set("Location", path.substring(0, path.length() - 1));
                exchange.sendResponseHeaders(302, -1);
            } else {
                secured(exchange, path);
            }
        }
    }

    private boolean own(String host) {
        int port = server.getAddress().getPort();
        return ("127.0.0.1:" + port).equals(host) || ("localhost:" + port).equals(host);
    }

    private void login(HttpExchange exchange, String user) throws IOException {
        if (user == null) {
            status(exchange, 401, "this link was used already: ask for another one");
            return;
        }
        String session = secret();
        logins.put(session, new Login(session, user));
        exchange.getResponseHeaders().set("Set-Cookie", COOKIE + session + "; Path=/; HttpOnly; SameSite=Strict");
        exchange.getResponseHeaders().set("Location", "/millwright");
        exchange.sendResponseHeaders(303, -1);
    }

    /** The order of checks, and what they note, is the real one's. */
    private void secured(HttpExchange exchange, String path) throws IOException {
        Login login = logins.get(session(exchange));
        if (login == null || !login.isGood(System.currentTimeMillis())) {
            if (login != null) {
                login.invalidate();
            }
            status(exchange, 401, "nobody is logged in");
            return;
        }
        exchange.getResponseHeaders().set("X-FRAME-OPTIONS", "SAMEORIGIN");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Cache-Control", "no-cache,no-store,must-revalidate");
        if (path.equals("/admin/console")) {
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            status(exchange, 200, AdminPage.html(console.scripts()));
        } else if (!console.serve(path, new ServletExchange(exchange, login))) {
            status(exchange, 404, "nothing is registered for " + path);
        }
    }

    private static String session(HttpExchange exchange) {
        for (String header : exchange.getRequestHeaders().getOrDefault("Cookie", java.util.List.of())) {
            for (String cookie : header.split("; *")) {
                if (cookie.startsWith(COOKIE)) {
                    return cookie.substring(COOKIE.length());
                }
            }
        }
        return "";
    }

    private String secret() {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static void status(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
