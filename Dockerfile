# Two stages: the wheel is built in the first, the second has nothing but what runs.
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check \
      --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY service service
COPY prompts prompts
RUN /venv/bin/pip install --no-cache-dir --disable-pip-version-check \
      --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 keyquestions
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1
USER keyquestions
WORKDIR /home/keyquestions
HEALTHCHECK --interval=30s --timeout=5s CMD ["keyquestions", "--version"]
ENTRYPOINT ["keyquestions"]
CMD ["--help"]
