defmodule Store.MixProject do
  use Mix.Project

  @version "1.2.0"
  @source_url "https://example.org/#{:store}"

  def project do
    [
      app: :store, # version: "9.9.9"
      version: @version,
      deps: [{:ecto, "~> 3.10"}, {:ex_doc, ">= 0.0.0", only: :dev, runtime: false}]
    ]
  end
end
