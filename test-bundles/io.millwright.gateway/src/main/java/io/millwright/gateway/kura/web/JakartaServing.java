package io.millwright.gateway.kura.web;

import jakarta.servlet.ReadListener;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;

/** A servlet of {@code jakarta.servlet}. */
final class JakartaServing {
    private JakartaServing() {}

    static StandInConsole.Served of(Servlet servlet) {
        return exchange -> servlet.service(
                exchange.request(HttpServletRequest.class, HttpSession.class, In::new),
                exchange.response(HttpServletResponse.class, Out::new));
    }

    private static final class In extends ServletInputStream {
        private final java.io.InputStream in;

        In(ServletExchange exchange) {
            in = exchange.in();
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            return in.read(bytes, from, length);
        }

        @Override
        public boolean isFinished() {
            return false;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class Out extends ServletOutputStream {
        private final java.io.ByteArrayOutputStream out;

        Out(ServletExchange exchange) {
            out = exchange.out();
        }

        @Override
        public void write(int character) {
            out.write(character);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            out.write(bytes, from, length);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }
    }
}
