package io.millwright.operation.page;

import com.eclipsesource.json.JsonObject;
import io.millwright.operation.resource.Caller;
import io.millwright.operation.resource.Catalogue;
import io.millwright.operation.resource.ErrorDocument;
import io.millwright.operation.resource.JsonBody;
import io.millwright.operation.resource.Permission;
import io.millwright.operation.resource.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The page without any servlet: files, documents and calls that do something, for whoever the web admin says is logged in. On the
 * caller's thread. Thread-safe.
 */
public final class PageCore {
    /** Where the page lies; what the web admin's own page has is elsewhere. */
    public static final String PATH = "/millwright";

    private static final Logger LOG = LoggerFactory.getLogger(PageCore.class);
    private static final String API = "/api";

    /** Seconds since a person touched the page; a call that says so does not count as use of the login. */
    private static final String IDLE = "X-Millwright-Idle";

    private static final long LONGEST_IDLE_SECONDS = 7 * 24 * 3_600L;

    private final Catalogue catalogue;
    private final Function<String, Permission> permissions;
    private final Supplier<String> gateway;
    private final PageFiles files = new PageFiles();
    private final PageDocument document;
    private final AtomicBoolean bugTold = new AtomicBoolean();
    private final AtomicLong refused = new AtomicLong();

    /**
     * Creates it.
     *
     * @param permissions what a user may, null for nothing
     * @param gateway what people call it, "" for nothing
     */
    public PageCore(Catalogue catalogue, Function<String, Permission> permissions, Supplier<String> gateway) {
        this.catalogue = catalogue;
        this.permissions = permissions;
        this.gateway = gateway;
        document = new PageDocument(catalogue, System::currentTimeMillis);
    }

    /** Returns how many calls were refused because of login, permission, origin, token or form. */
    public long refused() {
        return refused.get();
    }

    /** Answers a call; whatever happens there is an answer. */
    public PageAnswer answer(PageCall call) {
        PageAnswer answer;
        try {
            answer = routed(call);
        } catch (Refusal refusal) {
            answer = PageAnswer.refused(refusal.kind().status(), refusal);
        } catch (IOException e) {
            answer = refused(
                    Refusal.Kind.BAD_REQUEST.status(), "the body did not come: " + e.getMessage(), "send it again");
        } catch (RuntimeException e) {
            if (bugTold.compareAndSet(false, true)) {
                LOG.error("A call of the page met a fault of Millwright; told once", e);
            }
            answer = refused(500, "a fault of Millwright", "report it with the gateway's log");
        }
        if (answer.status() >= 400) {
            refused.incrementAndGet();
        }
        return answer.with("X-Millwright-Now", Long.toString(System.currentTimeMillis()));
    }

    private PageAnswer routed(PageCall call) throws Refusal, IOException {
        if (call.user().isEmpty()) {
            return refused(401, "nobody is logged in", "log in to the web admin");
        }
        keepNoLoginAlive(call);
        // Nothing else leads here, unless a web admin were to match addresses otherwise than by whole parts.
        String path = (call.path() + "/").startsWith(PATH + "/") ? call.path().substring(PATH.length()) : "/?";
        boolean get = call.method().equals("GET");
        // Kura's web server takes a slash at the end away.
        if (path.equals(API) || path.startsWith(API + "/")) {
            if (!SameOrigin.holds(call)) {
                return refused(403, "the call comes from another page", "use the gateway's own page");
            }
            Caller caller = new Caller(call.user(), Caller.Road.PAGE, permissions.apply(call.user()));
            Address address = Address.of(path.substring(API.length()), call.query());
            return get ? told(address, caller, call) : done(address, caller, call);
        }
        if (!get) {
            return refused(405, "a file is only read", "use GET").with("Allow", "GET");
        }
        Optional<PageAnswer> file =
                files.answer(path.startsWith("/") ? path.substring(1) : path, call.header("If-None-Match"));
        return file.orElseGet(() -> refused(404, "there is no such file", "open " + PATH));
    }

    private PageAnswer told(Address address, Caller caller, PageCall call) throws Refusal {
        String known = call.header("If-None-Match");
        if (address.path().equals(List.of("page"))) {
            PageDocument.Made made = document.of(address.parameters().getOrDefault("parts", ""), caller);
            return PageAnswer.of(200, "application/json; charset=utf-8", made.bytes())
                    .tagged(made.tag(), known);
        }
        if (address.path().equals(List.of("login"))) {
            return PageAnswer.json(200, login(caller, call));
        }
        PageAnswer answer = PageAnswer.json(200, catalogue.get(address.path(), address.parameters(), caller));
        return answer.tagged(EntityTag.of(answer.body()), known);
    }

    private JsonObject login(Caller caller, PageCall call) {
        return new JsonObject()
                .add("gateway", gateway.get())
                .add("user", caller.name())
                .add(
                        "permission",
                        caller.permission() == null ? "" : caller.permission().name())
                .add("token", call.token());
    }

    private PageAnswer done(Address address, Caller caller, PageCall call) throws Refusal, IOException {
        if (!call.method().equals("POST")) {
            return refused(405, "there is no " + shortened(call.method()), "use GET or POST")
                    .with("Allow", "GET, POST");
        }
        String type = call.header("Content-Type").toLowerCase(Locale.ROOT).replaceAll("\\s", "");
        if (!type.equals("application/json") && !type.equals("application/json;charset=utf-8")) {
            return refused(415, "the body is '" + shortened(type) + "'", "send application/json");
        }
        // Before the body is read: who may do nothing makes no work.
        if (!caller.may(Permission.READ)) {
            return refused(403, "'" + caller.name() + "' may do nothing here", "log in as another user");
        }
        if (!call.tokenFits(call.header("X-XSRF-Token"))) {
            return refused(403, "the call does not have the token of this login", "open the page anew");
        }
        if (!address.parameters().isEmpty()) {
            return refused(400, "parameters stand in the address", "give fields in the body");
        }
        JsonObject body = JsonBody.of(call.body(), catalogue.mostBodyBytes(address.path()));
        return PageAnswer.json(200, catalogue.run(address.path(), body, caller));
    }

    private static void keepNoLoginAlive(PageCall call) throws Refusal {
        String idle = call.header(IDLE);
        if (idle.isEmpty()) {
            return;
        }
        try {
            long seconds = Math.max(0, Math.min(LONGEST_IDLE_SECONDS, Long.parseLong(idle)));
            call.lastTouched(System.currentTimeMillis() - seconds * 1_000);
        } catch (NumberFormatException e) {
            throw wrong(IDLE + " is '" + shortened(idle) + "', but no whole number");
        }
    }

    private static Refusal wrong(String what) {
        return Refusal.of(Refusal.Kind.BAD_REQUEST, what, "correct the call");
    }

    /** What the road refuses before the catalogue is asked. */
    private static PageAnswer refused(int status, String what, String remedy) {
        return PageAnswer.json(status, ErrorDocument.of("REFUSED", "", what, remedy));
    }

    private static String shortened(String text) {
        return text.length() > 100 ? text.substring(0, 100) + "\u2026" : text;
    }
}
