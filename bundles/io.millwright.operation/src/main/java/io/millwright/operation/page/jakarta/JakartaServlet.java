package io.millwright.operation.page.jakarta;

import io.millwright.operation.page.PageAnswer;
import io.millwright.operation.page.PageCore;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.eclipse.kura.web.api.Console;

/** The page as a servlet. Thread-safe. */
final class JakartaServlet implements Servlet {
    private final Console console;
    private final PageCore core;
    private volatile ServletConfig config;

    JakartaServlet(Console console, PageCore core) {
        this.console = console;
        this.core = core;
    }

    @Override
    public void init(ServletConfig given) {
        config = given;
    }

    @Override
    public ServletConfig getServletConfig() {
        return config;
    }

    @Override
    public String getServletInfo() {
        return "Millwright";
    }

    @Override
    public void destroy() {
        // The core holds nothing open.
    }

    @Override
    public void service(ServletRequest request, ServletResponse response) throws IOException {
        if (response.isCommitted()) {
            // The web admin's own checks have answered already.
            return;
        }
        PageAnswer answer = core.answer(new JakartaCall((HttpServletRequest) request, console));
        HttpServletResponse out = (HttpServletResponse) response;
        out.setStatus(answer.status());
        answer.headers().forEach(out::setHeader);
        out.setContentLength(answer.body().length);
        out.getOutputStream().write(answer.body());
    }
}
