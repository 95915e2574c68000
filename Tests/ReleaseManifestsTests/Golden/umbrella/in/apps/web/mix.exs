defmodule Web.MixProject do
  use Mix.Project

  def project do
    [app: :web, version: "0.9.1-rc.2", deps: deps()]
  end

  defp deps do
    [
      {:store, in_umbrella: true},
      {:store_client, "~> 1.2", path: "../client", optional: true},
      {:mock, "== 0.3.7 or ~> 1.0", only: [:dev, :test]},
      {:both, "~> 2.0", only: [:prod, :test]},
      {:from_git, git: "https://example.org/x.git", tag: "0.1.0"}
    ]
  end
end
