# Everything from a checkout, on a machine with Python 3.11 or newer, git and make. The rest goes into .venv and site/verifier.
.DEFAULT_GOAL := help
.PHONY: help demo test bench example lock clean

SERVE ?= 1
ARGS ?=
python := .venv/bin/python
# What people read is Chinese, whatever the machine's locale.
export PYTHONIOENCODING := utf-8

# $(call prepare,demo): the first Python that is new enough prepares this machine. PYTHON=… is asked first.
define prepare
@for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 python; do \
  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
    exec "$$python" -m tools.prepare $(1); \
  fi; \
done; \
echo '错误：没有找到 Python 3.11 或更新的版本; 提示: 请先安装，或用 make PYTHON=路径 指明它在哪里' >&2; \
exit 1
endef

help:
	@echo 'make demo           现场演一批抽取，核验示例，生成网站并在 127.0.0.1:8000 打开（按 Ctrl-C 结束）'
	@echo 'make demo SERVE=0   同上，但不打开网站，做完就结束'
	@echo 'make test           全部检查和测试，浏览器测试也在内（ARGS=… 传给 pytest）'
	@echo 'make bench          速度：与同类并排跑，给出倍数'
	@echo 'make example        重新生成 records/ 里的示例，逐字节相同'
	@echo 'make lock           按 pyproject.toml 重写锁定文件（需要 uv）'
	@echo 'make clean          删去 .venv 和一切生成的东西'

demo:
	$(call prepare,demo)
	@$(python) -m tests.demo $(if $(filter 0 no,$(SERVE)),--no-serve,--serve)

test:
	$(call prepare,test)
	@$(python) -m tools.check $(ARGS)

bench:
	$(call prepare,bench)
	@$(python) -m tests.bench $(ARGS)

example:
	$(call prepare,demo)
	@$(python) -m tests.example

lock:
	@tools/lock.sh $(ARGS)

clean:
	rm -rf .venv build dist site/verifier/node_modules site/verifier/dist
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
