package io.millwright.operation.page.javax;

import io.millwright.operation.page.PageAnswer;
import io.millwright.operation.page.PageCore;
import java.io.IOException;
import javax.servlet.Servlet;
import javax.servlet.ServletConfig;
import javax.servlet.ServletRequest;
import javax.servlet.ServletResponse;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;
import org.eclipse.kura.web.api.Console;

/** The page as a servlet. Thread-safe. */
final class JavaxServlet implements Servlet {
    private final Console console;
    private final PageCore core;
    private volatile ServletConfig config;

    JavaxServlet(Console console, PageCore core) {
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
        PageAnswer answer = core.answer(new JavaxCall((HttpServletRequest) request, console));
        HttpServletResponse out = (HttpServletResponse) response;
        out.setStatus(answer.status());
        answer.headers().forEach(out::setHeader);
        out.setContentLength(answer.body().length);
        out.getOutputStream().write(answer.body());
    }
}
