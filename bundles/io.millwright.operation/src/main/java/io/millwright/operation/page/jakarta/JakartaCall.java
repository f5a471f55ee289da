package io.millwright.operation.page.jakarta;

import io.millwright.operation.page.PageCall;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.web.api.Console;

/** One call as {@code jakarta.servlet} tells it. */
final class JakartaCall implements PageCall {
    /** The web admin's own names for what it keeps with a login. */
    private static final String LAST_ACTIVITY = "org.eclipse.kura.web.lastActivity";

    private static final String TOKEN = "org.eclipse.kura.xsrf.token";

    private final HttpServletRequest request;
    private final Console console;

    JakartaCall(HttpServletRequest request, Console console) {
        this.request = request;
        this.console = console;
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String path() {
        return request.getRequestURI();
    }

    @Override
    public String query() {
        return given(request.getQueryString());
    }

    @Override
    public String header(String name) {
        return given(request.getHeader(name));
    }

    @Override
    public InputStream body() throws IOException {
        return request.getInputStream();
    }

    @Override
    public String user() {
        HttpSession session = request.getSession(false);
        return session == null ? "" : console.getUsername(session).orElse("");
    }

    @Override
    public String token() {
        HttpSession session = request.getSession(false);
        return session != null && session.getAttribute(TOKEN) instanceof String token ? token : "";
    }

    @Override
    public boolean tokenFits(String token) {
        try {
            console.checkXSRFToken(request, token);
            return true;
        } catch (KuraException | RuntimeException e) {
            // Older web admins throw what they like.
            return false;
        }
    }

    /** The web admin has noted this call as use of the login before we saw it; what it noted is put right. */
    @Override
    public void lastTouched(long epochMillis) {
        HttpSession session = request.getSession(false);
        if (session != null && session.getAttribute(LAST_ACTIVITY) instanceof Long noted && noted > epochMillis) {
            session.setAttribute(LAST_ACTIVITY, epochMillis);
        }
    }

    private static String given(String text) {
        return text == null ? "" : text;
    }
}
